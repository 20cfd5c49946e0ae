import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseCommandLine } from '../../../src/cli/arguments';
import { UsageError } from '../../../src/cli/usage';
import { V9_BUILDING } from '../../../src/building/v9Building';
import { FIVE_STOREYS } from '../../support/buildings';

const folder = mkdtempSync(join(tmpdir(), 'building-'));

afterAll(() => rmSync(folder, { recursive: true }));

function settingsWith(content: string, ...words: string[]) {
  const file = join(folder, 'building.json');
  writeFileSync(file, content);
  const line = parseCommandLine(['--preset', 'smoke', '--building', file, ...words]);
  if (line.command !== 'train') throw new Error(line.command);
  return line.options.settings;
}

test('--building takes a building from its file', () => {
  expect(settingsWith(JSON.stringify(FIVE_STOREYS)).building).toEqual(FIVE_STOREYS);
  expect('building' in settingsWith(JSON.stringify(V9_BUILDING))).toBe(false);
  expect(settingsWith(`\ufeff${JSON.stringify(FIVE_STOREYS)}`).building).toEqual(FIVE_STOREYS);
});

test('--building says of a file that holds none what is wrong with it', () => {
  expect(() => settingsWith('{')).toThrow(/building\.json cannot be read: it is not JSON\./);
  const words = (file: string) => () => parseCommandLine(['--preset', 'smoke', '--building', file]);
  expect(words(join(folder, 'none.json'))).toThrow(/none\.json cannot be read: there is no such file\./);
  expect(words(folder)).toThrow(/cannot be read: it is a directory\./);
  const faulty = { ...FIVE_STOREYS, sensors: [6], damper: { ...FIVE_STOREYS.damper, mass: 0 } };
  expect(() => settingsWith(JSON.stringify(faulty))).toThrow(
    /cannot be used:\n {2}damper\.mass must be above 0\n {2}sensors\.0 must be 5 at most/,
  );
  expect(() => parseCommandLine(['--building', join(folder, 'missing.json')])).toThrow(UsageError);
});

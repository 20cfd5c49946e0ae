import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/building/catalogue/catalogue';
import { parseBuildingDesign } from '../../../src/building/designFile';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/building.md'), 'utf8');
const examples = [...PAGE.matchAll(/```json\n([^]*?)```/g)].map(
  ([, text]) => JSON.parse(text) as { kind: string },
);

test('the examples of docs/building.md are buildings, one of each kind', () => {
  expect(examples.map(({ kind }) => kind)).toEqual(['shear', 'matrices']);
  for (const example of examples) expect(parseBuildingDesign(example)).toEqual(example);
});

test('and its tables name every field that a building has', () => {
  const named = [...PAGE.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) +\|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  const fields = examples.flatMap((example) =>
    Object.entries(example).flatMap(([name, value]) =>
      name === 'damping' || name === 'damper'
        ? [name, ...namesWithin(name, value)].filter(
            (path) => path !== 'damper' || example.kind === 'matrices',
          )
        : [name],
    ),
  );
  expect(new Set(named)).toEqual(new Set(fields));
});

function namesWithin(parent: string, value: unknown): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value).map((name) => `${parent}.${name}`)
    : [];
}

test('and the frequencies of every building of the catalogue', () => {
  for (const { id, publishedFrequencies } of CATALOGUE) {
    if (publishedFrequencies.length > 0)
      expect(PAGE, id).toMatch(new RegExp(`\\| ${publishedFrequencies.join(', ')}[ ,]`));
  }
});

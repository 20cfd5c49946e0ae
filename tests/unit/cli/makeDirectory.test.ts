import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeDirectory } from '../../../src/cli/makeDirectory';
import { temporaryDirectory } from '../../support/temporaryDirectory';

test('several that begin at once make what is above them once', async () => {
  const { directory, remove } = temporaryDirectory('directories');
  onTestFinished(remove);
  const names = ['0', '1', '2', '3'];
  for (let round = 0; round < 50; round++) {
    const root = join(directory, String(round), 'runs');
    await Promise.all(names.map((name) => makeDirectory(join(root, name))));
    expect(readdirSync(root).sort()).toEqual(names);
  }
});

test('one that is there is left, and one that cannot be is an error of the system', async () => {
  const { directory, remove } = temporaryDirectory('directories');
  onTestFinished(remove);
  await makeDirectory(directory);
  await expect(makeDirectory('/proc/no-such-process/run')).rejects.toThrow(/ENOENT/);
});

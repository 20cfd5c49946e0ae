import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeModelZip, encodeCheckpoint } from '../../src/checkpoint/zip/modelZip';
import type { Schedule } from '../../src/curriculum/schedule';
import { constant, cosine, linear, scheduleValue } from '../../src/curriculum/schedule';
import type { RunSettings, StageSettings } from '../../src/curriculum/settings';
import { exampleCheckpoint } from '../support/checkpoints';
import { describeWithPython } from './python';

const SCHEDULES: readonly (readonly [string, Schedule])[] = [
  ['constant', constant(1e-4)],
  ['linear', linear(2e-4, 1e-5)],
  ['linear_to_zero', linear(2e-4, 0)],
  ['cosine', cosine(2e-4, 1e-4)],
];
const PROGRESS = [1, 0.75, 0.5, 0.25, 0, -0.1];

/** A checkpoint whose stage has this learning rate. */
function withLearningRate(learning_rate: Schedule) {
  const checkpoint = exampleCheckpoint();
  const change = (stage: StageSettings): StageSettings => ({
    ...stage,
    hyperparameters: { ...stage.hyperparameters, learning_rate },
  });
  const [first, second, third, fourth] = checkpoint.settings.stages;
  const stages: RunSettings['stages'] = [change(first), change(second), change(third), change(fourth)];
  return encodeCheckpoint({ ...checkpoint, settings: { ...checkpoint.settings, stages } });
}

describeWithPython('the learning rates of our checkpoints in Stable-Baselines3', [], (executable) => {
  let folder: string;
  let rates: Readonly<Record<string, { readonly loaded: number[]; readonly again: number[] }>>;
  const file = (name: string) => join(folder, `${name}.zip`);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tmd-lab-schedules-'));
    for (const [name, schedule] of SCHEDULES) writeFileSync(file(name), await withLearningRate(schedule));
    const script = join(import.meta.dirname, 'schedules.py');
    const result = join(folder, 'result.json');
    execFileSync(executable, [script, result, ...SCHEDULES.map(([name]) => file(name))], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    rates = JSON.parse(readFileSync(result, 'utf8')) as typeof rates;
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(SCHEDULES)('%s is what it is here, loaded and saved again', (name, schedule) => {
    const expected = PROGRESS.map((progress) => scheduleValue(schedule, progress));
    const { loaded, again } = rates[file(name)];
    for (const found of [loaded, again]) {
      // A cosine is a table of 101 points.
      found.forEach((rate, i) => expect(Math.abs(rate - expected[i])).toBeLessThan(1e-9));
    }
  });

  test.each(SCHEDULES)('%s that Python saved again is the same schedule here', async (name, schedule) => {
    const decoded = await decodeModelZip(Uint8Array.from(readFileSync(`${file(name)}.again.zip`)));
    if (decoded.origin !== 'stable-baselines3') throw new Error('not foreign');
    expect(decoded.model.recipe.learning_rate).toEqual(schedule);
  });
});

import { afterEach, expect, test, vi } from 'vitest';
import { ResultsState } from '../../../src/state/results.svelte';
import type { CheckpointDescription, SessionResult } from '../../../src/trainer/protocol';
import { exampleEvaluation, exampleFinalEvaluation } from '../../support/evaluations';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const FOLDER = 'models/rl_v9_advanced/';
const FINAL = `${FOLDER}final_v9_advanced.zip`;
const INTERRUPTED: SessionResult = { outcome: 'interrupted', problem: null };
const LATER = exampleEvaluation({ stage: 2 });

/** What a file holds: the evaluations of its stages, and where it is the final model's, those too. */
function describing(path: string) {
  const training = {
    evaluations: [exampleEvaluation(), LATER],
    finalEvaluation: path === FINAL ? exampleFinalEvaluation() : null,
  };
  return { training } as unknown as CheckpointDescription;
}

/** A page with these files, whose worker describes them. */
async function pageWith(...paths: readonly string[]) {
  const page = makePage();
  const { settings, files, training, checkpoints } = page;
  page.serve({ describe: ({ path }) => Promise.resolve(describing(path)) });
  await page.put(...paths);
  const results = new ResultsState(settings, files, training, checkpoints.details);
  return { ...page, results, described: () => page.questions('describe').map(({ path }) => path) };
}

/** The limits of the smoke recipe, which the page of these tests has. */
function stagePaths(): string[] {
  const { settings } = makePage();
  return settings.current.stages.map(
    ({ number, force_limit_kN }) => `${FOLDER}stage${number}_${force_limit_kN}kN.zip`,
  );
}

test('a run without files has no results, and nothing is read for them', async () => {
  const { results, described } = await pageWith();
  results.look();
  expect([results.isEmpty, described()]).toEqual([true, []]);
});

test('they are those of the newest stage, once its file has been read', async () => {
  const paths = stagePaths();
  const { results, described } = await pageWith(paths[0], paths[1]);
  expect(results.isEmpty).toBe(true);
  results.look();
  await expect.poll(() => results.current.stages).toEqual([exampleEvaluation(), LATER]);
  expect([described(), results.current.final.stages]).toEqual([[paths[1]], []]);
});

test('of a complete run the final model knows most', async () => {
  const { results, described } = await pageWith(...stagePaths(), FINAL);
  results.look();
  await expect.poll(() => results.current.final).toEqual(exampleFinalEvaluation());
  expect(described()).toEqual([FINAL]);
});

test('while training tells them the file is not read, and what is told is shown', async () => {
  const { results, described, training, hear, answer } = await pageWith(stagePaths()[0]);
  training.start();
  hear({ type: 'evaluation', evaluations: [LATER], final: false });
  results.look();
  expect([results.current.stages, described()]).toEqual([[LATER], []]);
  await answer('start', INTERRUPTED);
  await expect.poll(() => training.status).toBe('idle');
  // Until the file has been read, what was told last stays.
  expect(results.current.stages).toEqual([LATER]);
  results.look();
  await expect.poll(() => results.current.stages).toHaveLength(2);
});

test('what training told of one run is not shown for another', async () => {
  const { results, training, settings, hear } = await pageWith();
  training.start();
  hear({ type: 'evaluation', evaluations: [LATER], final: false });
  settings.change({ ...settings.current, run: 'wide' });
  expect(results.isEmpty).toBe(true);
});

test('results of a checkpoint that could not be saved are those that training told', async () => {
  const { results, training, hear, answer } = await pageWith();
  training.start();
  hear({ type: 'evaluation', evaluations: [LATER], final: false });
  hear({
    type: 'unsaved',
    path: FINAL,
    bytes: new Uint8Array([1]),
    problem: { name: 'DiskFullError', message: 'The disk is full.' },
  });
  await answer('start', INTERRUPTED);
  await expect.poll(() => training.status).toBe('idle');
  expect(results.current.stages).toEqual([LATER]);
});

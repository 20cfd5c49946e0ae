import { describe, expect, test } from 'vitest';
import { cleanUpEmergency, planResume, resumeFromStage, startFresh } from '../../../src/checkpoint/resume';
import { PRESETS } from '../../../src/curriculum/presets';

const { v9 } = PRESETS;
const WIDE = { ...v9, run: 'wide' };
const DIRECTORY = 'models/rl_v9_advanced/';

const ONE = 'stage1_50kN.zip';
const TWO = 'stage2_100kN.zip';
const THREE = 'stage3_150kN.zip';
const FOUR = 'stage4_150kN.zip';
const FINAL = 'final_v9_advanced.zip';

const inDirectory = (names: readonly string[]) => names.map((name) => DIRECTORY + name);
const listing = (...names: string[]) => inDirectory(names).map((path) => ({ path }));

describe('the resume rule', () => {
  test.each([
    ['nothing there', []],
    ['only an emergency checkpoint', ['stage1_INTERRUPTED_50kN.zip', 'stage4_ERROR_150kN.zip']],
    ['only the final model', [FINAL]],
    ['only another run’s stages', [`wide/${ONE}`, `wide/${TWO}`]],
    ['only names that are nearly right', ['stage1_50kN.zip.part', 'stage1_50kN (1).zip', 'Stage1_50kN.zip']],
    ['only another force limit', ['stage1_80kN.zip']],
  ])('%s: fresh', (_, names) => {
    expect(planResume(listing(...names), v9).kind).toBe('fresh');
  });

  test.each([
    ['stage 1 done', [ONE], ONE, 1, 2],
    ['stages 1 and 2 done', [ONE, TWO], TWO, 2, 3],
    ['stages 1 to 3 done', [ONE, TWO, THREE], THREE, 3, 4],
    ['stages 3 and 4 deleted: only the name decides', [ONE, TWO], TWO, 2, 3],
    ['stage 2 deleted while 3 exists', [ONE, THREE], THREE, 3, 4],
    ['only stage 2 there', [TWO], TWO, 2, 3],
    ['an emergency checkpoint of a later stage', [ONE, 'stage2_INTERRUPTED_100kN.zip'], ONE, 1, 2],
    ['an error of a later stage', [ONE, TWO, 'stage3_ERROR_150kN.zip'], TWO, 2, 3],
    ['the final model without stage 4', [ONE, FINAL], ONE, 1, 2],
    ['a later stage of another run', [ONE, `wide/${TWO}`, `wide/${FOUR}`], ONE, 1, 2],
    ['a later stage with another force limit', [ONE, 'stage2_80kN.zip'], ONE, 1, 2],
    ['stage 3 under the force limit of stage 2', [ONE, 'stage3_100kN.zip'], ONE, 1, 2],
    ['in any order', [THREE, ONE, TWO], THREE, 3, 4],
  ])('%s', (_, names, found, completed, next) => {
    expect(planResume(listing(...names), v9)).toMatchObject({
      kind: 'resume',
      path: DIRECTORY + found,
      completed,
      next,
    });
  });

  test.each([
    ['all stages done', [ONE, TWO, THREE, FOUR]],
    ['all stages and the final model done', [ONE, TWO, THREE, FOUR, FINAL]],
    ['only stage 4 there', [FOUR]],
  ])('%s: complete', (_, names) => {
    expect(planResume(listing(...names), v9)).toMatchObject({
      kind: 'complete',
      path: DIRECTORY + FOUR,
      completed: 4,
    });
  });

  test('a named run sees its own stages, not the default run’s', () => {
    const files = listing(ONE, TWO, THREE, FOUR, `wide/${ONE}`, `wider/${TWO}`);
    expect(planResume(files, WIDE)).toMatchObject({
      kind: 'resume',
      path: `${DIRECTORY}wide/${ONE}`,
      next: 2,
    });
  });

  test('notices emergency checkpoints of the run, whatever their force limit', () => {
    const { emergencies } = planResume(
      listing(ONE, 'stage2_INTERRUPTED_100kN.zip', 'stage3_ERROR_80kN.zip', 'wide/stage1_ERROR_50kN.zip'),
      v9,
    );
    expect(emergencies).toEqual([
      { path: `${DIRECTORY}stage2_INTERRUPTED_100kN.zip`, kind: 'INTERRUPTED', stage: 2, forceLimit_kN: 100 },
      { path: `${DIRECTORY}stage3_ERROR_80kN.zip`, kind: 'ERROR', stage: 3, forceLimit_kN: 80 },
    ]);
  });

  test('notices completed stages of the run with another force limit', () => {
    const { otherForceLimits } = planResume(
      listing(ONE, 'stage2_80kN.zip', 'wide/stage1_80kN.zip', FINAL),
      v9,
    );
    expect(otherForceLimits).toEqual([
      { path: `${DIRECTORY}stage2_80kN.zip`, stage: 2, forceLimit_kN: 80, wanted_kN: 100 },
    ]);
  });
});

describe('the model that a run starts from', () => {
  test('is found while no stage is complete, and only in its own run', () => {
    const initial = listing('wide/initial_model.zip');
    expect(planResume(initial, WIDE)).toMatchObject({ kind: 'fresh', initial: initial[0].path });
    expect(planResume(initial, v9)).toMatchObject({ kind: 'fresh', initial: null });
    expect(planResume([...initial, ...listing(`wide/${ONE}`)], WIDE).kind).toBe('resume');
  });

  test('stays when a stage is to be trained again, and goes when the run starts fresh', () => {
    const files = listing(ONE, 'initial_model.zip');
    expect(resumeFromStage(files, v9, 1)).toEqual(inDirectory([ONE]));
    expect(startFresh(files, v9)).toEqual(inDirectory([ONE, 'initial_model.zip']));
  });
});

describe('what is deleted', () => {
  const EMERGENCIES = ['stage2_INTERRUPTED_100kN.zip', 'stage3_ERROR_150kN.zip', 'stage1_ERROR_80kN.zip'];
  const OWN = [ONE, TWO, THREE, FOUR, FINAL, 'stage2_80kN.zip', ...EMERGENCIES];
  const OTHERS = [`wide/${ONE}`, `wide/${FINAL}`, 'wide/stage2_INTERRUPTED_100kN.zip'];
  const files = listing(...OWN, ...OTHERS);

  test('to start fresh: everything of the run and nothing of another', () => {
    expect(startFresh(files, v9)).toEqual(inDirectory(OWN));
    expect(startFresh(files, WIDE)).toEqual(inDirectory(OTHERS));
  });

  test.each([
    [1, [ONE, TWO, THREE, FOUR, FINAL]],
    [2, [TWO, THREE, FOUR, FINAL]],
    [3, [THREE, FOUR, FINAL]],
    [4, [FOUR, FINAL]],
  ] as const)('to resume from stage %i: it, the later ones and the final model', (stage, names) => {
    const deleted = resumeFromStage(files, v9, stage);
    expect(deleted).toEqual(inDirectory(names));
    const plan = planResume(
      files.filter(({ path }) => !deleted.includes(path)),
      v9,
    );
    expect(plan.kind === 'resume' ? plan.next : plan.kind).toBe(stage === 1 ? 'fresh' : stage);
  });

  test('to resume from a stage of a named run: only its files', () => {
    expect(resumeFromStage(files, WIDE, 1)).toEqual(inDirectory([`wide/${ONE}`, `wide/${FINAL}`]));
  });

  test('to clean up: the run’s emergency checkpoints', () => {
    expect(cleanUpEmergency(files, v9)).toEqual(inDirectory(EMERGENCIES));
    expect(cleanUpEmergency(files, WIDE)).toEqual(inDirectory(['wide/stage2_INTERRUPTED_100kN.zip']));
  });

  test('is nothing where there is nothing', () => {
    expect([startFresh([], v9), resumeFromStage([], v9, 1), cleanUpEmergency([], v9)]).toEqual([[], [], []]);
  });
});

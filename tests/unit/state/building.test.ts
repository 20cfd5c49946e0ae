import { afterEach, expect, test, vi } from 'vitest';
import type { AnalysisClient } from '../../../src/analysis/client';
import type { OwnRecord } from '../../../src/analysis/protocol';
import type { Playback } from '../../../src/evaluation/playback';
import { BuildingState, keyOfRecord } from '../../../src/state/building.svelte';
import { RecordsState } from '../../../src/state/records.svelte';
import type { PolicySnapshot } from '../../../src/trainer/protocol';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const FOLDER = 'models/rl_v9_advanced/';
const KOBE = { path: 'records/kobe', name: 'Kobe', digest: 'a'.repeat(64), summary: {} } as OwnRecord;
const USE = { name: 'Kobe', digest: KOBE.digest, pga_g: 0.3 };

const playbackOf = (steps: number) =>
  ({ record: { acceleration: new Float64Array(steps), dt: 0.02 } }) as unknown as Playback;

/** A page with the view's state; `play` is what the worker is asked to draw. */
function makeBuilding() {
  const page = makePage();
  const { settings, files, training } = page;
  const play = vi.fn<(question: unknown) => Promise<Playback>>().mockResolvedValue(playbackOf(50));
  const analysis = {
    call: (call: string, question: unknown): Promise<unknown> =>
      call === 'play' ? play(question) : Promise.resolve([KOBE]),
  } as unknown as AnalysisClient;
  const records = new RecordsState(page.stores, analysis, settings, page.notices);
  const building = new BuildingState({ analysis, settings, files, training, records });
  const { stages } = settings.current;
  const pathOf = (stage: number) => `${FOLDER}stage${stage}_${stages[stage - 1].force_limit_kN}kN.zip`;
  return { ...page, records, building, play, stages, pathOf };
}

test('nobody pushes where there is no policy; then it is the newest checkpoint, then the training', async () => {
  const { building, training, put, pathOf } = makeBuilding();
  expect(building.policy).toBe('none');
  vi.useFakeTimers({ now: 1000 });
  await put(pathOf(1));
  vi.setSystemTime(2000);
  await put(pathOf(2));
  vi.useRealTimers();
  expect(building.policy).toEqual({ path: pathOf(2) });
  training.start();
  expect(building.policy).toBe('newest');
});

test('what is chosen stays for as long as it is there', async () => {
  const { building, files, disk, put, pathOf } = makeBuilding();
  await put(pathOf(1), pathOf(2));
  building.chosenPolicy = { path: pathOf(1) };
  expect(building.policy).toEqual({ path: pathOf(1) });
  building.chosenPolicy = 'lqr';
  expect(building.policy).toBe('lqr');
  building.chosenPolicy = { path: pathOf(1) };
  await disk.delete([pathOf(1)]);
  await files.refresh();
  expect(building.policy).toEqual({ path: pathOf(2) });
  // Without a training there is no newest policy.
  building.chosenPolicy = 'newest';
  expect(building.policy).toEqual({ path: pathOf(2) });
});

test('record and force limit are those of the stage that the policy belongs to', async () => {
  const { building, put, pathOf, stages } = makeBuilding();
  await put(pathOf(1), pathOf(3), `${FOLDER}final_v9_advanced.zip`);
  for (const [path, stage] of [
    [pathOf(3), 3],
    [`${FOLDER}final_v9_advanced.zip`, 4],
  ] as const) {
    building.chosenPolicy = { path };
    expect([building.record, building.limitStage]).toEqual([stages[stage - 1].magnitude, stage]);
    expect(building.forceLimit_kN).toBe(stages[stage - 1].force_limit_kN);
  }
  building.chosenRecord = stages[0].magnitude;
  expect(building.limitStage).toBe(
    stages.findIndex(({ magnitude }) => magnitude === stages[0].magnitude) + 1,
  );
  building.chosenLimit = 2;
  expect(building.forceLimit_kN).toBe(stages[1].force_limit_kN);
});

test('the own records are there as recorded and as the run scales them, and one that is deleted is left', async () => {
  const { building, records, stages } = makeBuilding();
  building.chosenRecord = USE;
  // Before the records are known, a choice is believed.
  expect(building.record).toEqual(USE);
  await records.refresh();
  records.addUse(KOBE, 3, 'training', 0.3);
  expect(building.ownChoices.map(({ pga_g }) => pga_g)).toEqual([null, 0.3]);
  expect(building.limitStage).toBe(3);
  building.chosenRecord = { ...USE, digest: 'b'.repeat(64) };
  expect(building.record).toBe(stages[0].magnitude);
});

test('a picture is asked for with what is chosen, and shown from the start of its record', async () => {
  const { building, play, settings, stages } = makeBuilding();
  building.chosenPolicy = 'lqr';
  expect(await building.load()).toBe(true);
  expect(play.mock.calls).toEqual([
    [
      {
        policy: { of: 'lqr' },
        record: { of: 'built-in', magnitude: stages[0].magnitude },
        stage: stages[0],
        settings: settings.current,
      },
    ],
  ]);
  expect(building).toMatchObject({ isLoading: false, problem: null, playback: { record: { dt: 0.02 } } });
  expect([building.clock.time, building.clock.duration]).toEqual([0, 1]);
});

test('another policy under the same record is compared where the picture is, another record from its start', async () => {
  const { building, play } = makeBuilding();
  await building.load();
  building.clock.seek(0.5);
  building.chosenPolicy = 'passive';
  await building.load();
  expect(building.clock.time).toBe(0.5);
  play.mockResolvedValue(playbackOf(100));
  await building.load();
  expect([building.clock.time, building.clock.duration]).toEqual([0, 2]);
});

test('an answer that comes after a newer question is not shown', async () => {
  const { building, play } = makeBuilding();
  let answer: (playback: Playback) => void = () => undefined;
  play.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  const first = building.load();
  expect(await building.load()).toBe(true);
  const shown = building.playback;
  answer(playbackOf(7));
  expect(await first).toBe(false);
  expect([building.playback, building.isLoading]).toEqual([shown, false]);
});

test('what goes wrong is said beside the picture, until there is one again', async () => {
  const { building, play } = makeBuilding();
  play.mockRejectedValueOnce(new Error('The checkpoint is damaged.'));
  expect(await building.load()).toBe(false);
  expect(building).toMatchObject({ problem: 'The checkpoint is damaged.', isLoading: false });
  await building.load();
  expect(building.problem).toBe(null);
});

test('the policy of a training under way is fetched from it and shown with its age', async () => {
  const { building, training, play, serve } = makeBuilding();
  const snapshot = {
    architecture: { netArch: [8] },
    parameters: new Float32Array(3),
    numTimesteps: 9,
  } as unknown as PolicySnapshot;
  serve({ newestPolicy: () => Promise.resolve(snapshot) });
  training.start();
  await building.load();
  const { architecture, parameters } = snapshot;
  expect(play.mock.calls[0][0]).toMatchObject({ policy: { of: 'parameters', architecture, parameters } });
  expect(building.snapshot).toEqual(snapshot);
});

test('one record under two scales is two choices', () => {
  const keys = [keyOfRecord(USE), keyOfRecord({ ...USE, pga_g: null }), keyOfRecord('M4.5')];
  expect(new Set(keys).size).toBe(3);
});

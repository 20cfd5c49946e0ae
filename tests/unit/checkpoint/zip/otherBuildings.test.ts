import { expect, test } from 'vitest';
import { compile, observationSizeOf } from '../../../../src/building/building';
import type { Checkpoint } from '../../../../src/checkpoint/checkpoint';
import { decodeModelZip, encodeCheckpoint } from '../../../../src/checkpoint/zip/modelZip';
import { CALM } from '../../../../src/curriculum/recipes/calm';
import { onnxOf } from '../../../../src/export/modelBundle';
import { modelCard } from '../../../../src/export/modelCard';
import { trainingConfig } from '../../../../src/export/trainingConfig';
import { ZipArchive } from '../../../../src/sb3/zipReader';
import { COUPLED_MASSES, FIVE_STOREYS, FORTY_STOREYS, ONE_STOREY } from '../../../support/buildings';
import { exampleCheckpoint } from '../../../support/checkpoints';
import { olderEvaluation } from '../../../support/evaluations';

const LIMITS = { entries: 64, totalSize: 2 ** 26 };

async function entryOf(zip: Uint8Array<ArrayBuffer>, name: string): Promise<Record<string, unknown>> {
  const content = await (await ZipArchive.open(zip, LIMITS)).read(name);
  return JSON.parse(new TextDecoder().decode(content)) as Record<string, unknown>;
}

test.each([ONE_STOREY, FIVE_STOREYS, FORTY_STOREYS, COUPLED_MASSES])(
  'a checkpoint of another building comes back whole: $name',
  async (building) => {
    const checkpoint = exampleCheckpoint({ building, normalisation: CALM.normalisation });
    const zip = await encodeCheckpoint(checkpoint);
    const decoded = await decodeModelZip(zip);
    if (decoded.origin !== 'tmd-lab') throw new Error(decoded.origin);
    expect(decoded.warnings).toEqual([]);
    expect(decoded.checkpoint.settings.building).toEqual(building);
    expect(decoded.checkpoint.state.architecture.observationSize).toBe(observationSizeOf(compile(building)));
    expect(decoded.checkpoint.state.environments).toEqual(checkpoint.state.environments);
    expect(decoded.checkpoint.state.normalisation).toEqual(checkpoint.state.normalisation);
    expect(Buffer.compare(await encodeCheckpoint(decoded.checkpoint), zip)).toBe(0);
  },
);

test('an entry needs no newer page than what is in it: buildings, then metrics that came later', async () => {
  const version = async (checkpoint: Checkpoint) =>
    (await entryOf(await encodeCheckpoint(checkpoint), 'tmd_lab.json')).schema_version;
  const without = { evaluations: [], finalEvaluation: null };
  const older = { evaluations: [olderEvaluation()], finalEvaluation: null };
  const ofAnother = exampleCheckpoint({ building: ONE_STOREY });
  const ofV9 = exampleCheckpoint();
  expect(await version({ ...ofAnother, ...without })).toBe(3);
  expect(await version({ ...ofV9, ...without })).toBe(2);
  expect(await version({ ...ofV9, ...older })).toBe(2);
  expect(await version(ofV9)).toBe(4);
  expect(await version(ofAnother)).toBe(4);
});

test('an evaluation from before the later metrics comes back as it was', async () => {
  const checkpoint = { ...exampleCheckpoint(), evaluations: [olderEvaluation()], finalEvaluation: null };
  const zip = await encodeCheckpoint(checkpoint);
  const decoded = await decodeModelZip(zip);
  if (decoded.origin !== 'tmd-lab') throw new Error(decoded.origin);
  expect(decoded.checkpoint.evaluations).toEqual(checkpoint.evaluations);
  expect(Buffer.compare(await encodeCheckpoint(decoded.checkpoint), zip)).toBe(0);
});

test('a stroke limit comes back from the entry, which needs a page that knows it; without one, older pages read the entry', async () => {
  const free = { ...exampleCheckpoint(), evaluations: [], finalEvaluation: null };
  const [one, ...rest] = free.settings.stages;
  const stages = [{ ...one, stroke_limit_m: 1.5 }, ...rest] as unknown as typeof free.settings.stages;
  const limited = { ...free, settings: { ...free.settings, stages } };
  const [withLimit, without] = await Promise.all(
    [limited, free].map(async (checkpoint) => {
      const zip = await encodeCheckpoint(checkpoint);
      const decoded = await decodeModelZip(zip);
      expect(decoded.origin === 'tmd-lab' && decoded.checkpoint.settings).toEqual(checkpoint.settings);
      return entryOf(zip, 'tmd_lab.json');
    }),
  );
  expect([withLimit.schema_version, without.schema_version]).toEqual([4, 2]);
  expect(JSON.stringify(withLimit.settings)).toContain('"stroke_limit_m":1.5');
  expect(JSON.stringify(without)).not.toContain('stroke_');
});

test('a part of earlier magnitudes comes back from the entry, and needs a page that knows it', async () => {
  const pure = { ...exampleCheckpoint(), evaluations: [], finalEvaluation: null };
  const [one, two, ...rest] = pure.settings.stages;
  const stages = [
    one,
    { ...two, earlier_magnitudes: 0.25 },
    ...rest,
  ] as unknown as typeof pure.settings.stages;
  const mixed = { ...pure, settings: { ...pure.settings, stages } };
  const zip = await encodeCheckpoint(mixed);
  const decoded = await decodeModelZip(zip);
  expect(decoded.origin === 'tmd-lab' && decoded.checkpoint.settings).toEqual(mixed.settings);
  const entry = await entryOf(zip, 'tmd_lab.json');
  expect(entry.schema_version).toBe(4);
  expect(JSON.stringify(entry.settings)).toContain('"earlier_magnitudes":0.25');
  expect(JSON.stringify(entry)).not.toContain('stroke_');
  const older = await entryOf(await encodeCheckpoint(pure), 'tmd_lab.json');
  expect(older.schema_version).toBe(2);
  expect(JSON.stringify(older)).not.toContain('earlier_magnitudes');
});

test('seismometers come back with their motion, and need a page that knows them; without any, older pages read the entry', async () => {
  const checkpoint = exampleCheckpoint({ seismometers: [0.1, 2.5], normalisation: CALM.normalisation });
  const zip = await encodeCheckpoint(checkpoint);
  const decoded = await decodeModelZip(zip);
  if (decoded.origin !== 'tmd-lab') throw new Error(decoded.origin);
  expect(decoded.checkpoint.settings.seismometers).toEqual([0.1, 2.5]);
  expect(decoded.checkpoint.state.architecture.observationSize).toBe(12);
  expect(decoded.checkpoint.state.environments).toEqual(checkpoint.state.environments);
  expect(Buffer.compare(await encodeCheckpoint(decoded.checkpoint), zip)).toBe(0);
  expect((await entryOf(zip, 'tmd_lab.json')).schema_version).toBe(5);
  const without = await entryOf(await encodeCheckpoint(exampleCheckpoint()), 'tmd_lab.json');
  expect(JSON.stringify(without)).not.toContain('seismometers');
});

test('a stage’s own number of records comes back, and needs a page that knows it', async () => {
  const checkpoint = exampleCheckpoint();
  const [one, ...rest] = checkpoint.settings.stages;
  const stages = [
    { ...one, training_records: 4000 },
    ...rest,
  ] as unknown as typeof checkpoint.settings.stages;
  const zip = await encodeCheckpoint({ ...checkpoint, settings: { ...checkpoint.settings, stages } });
  const decoded = await decodeModelZip(zip);
  expect(decoded.origin === 'tmd-lab' && decoded.checkpoint.settings.stages).toEqual(stages);
  expect((await entryOf(zip, 'tmd_lab.json')).schema_version).toBe(5);
});

test('a policy of other sensors than its building has is refused', async () => {
  const { state } = exampleCheckpoint({ building: FIVE_STOREYS });
  const mixed = { ...exampleCheckpoint({ building: ONE_STOREY }), state: { ...state, environments: null } };
  await expect(decodeModelZip(await encodeCheckpoint(mixed))).rejects.toThrow(
    'The policy in the zip has another number of sensors than its building',
  );
});

test('what is exported speaks of its building', () => {
  const { state, ...training } = exampleCheckpoint({ building: FIVE_STOREYS });
  const model = { fileName: 'stage2_100kN.zip', zip: new Uint8Array(), sha256: 'ab', state, training };
  const card = modelCard(model);
  expect(card).toContain('on a 5-storey building');
  expect(card).toContain('of the roof, floor 3 and the damper, in this order');
  expect(card).toContain('TMD-5-Storey-5-storeys');
  expect(trainingConfig(model)).toMatchObject({ building: FIVE_STOREYS });
  expect(trainingConfig(model)).not.toHaveProperty('seismometers');
  const onnx = new TextDecoder('latin1').decode(onnxOf(model));
  expect(onnx).toContain('building');
  expect(onnx).toContain('5 storeys');
});

test('what is exported speaks of its seismometers', () => {
  const { state, ...training } = exampleCheckpoint({ seismometers: [0.1, 2.5] });
  const model = { fileName: 'stage2_100kN.zip', zip: new Uint8Array(), sha256: 'ab', state, training };
  const places =
    'of the roof, floor 8, floor 6, a seismometer of 0.1 Hz on the ground, a seismometer of 2.5 Hz on the ground and the damper, in this order';
  expect(modelCard(model)).toContain(places);
  expect(trainingConfig(model)).toMatchObject({ seismometers: [0.1, 2.5] });
});

import fc from 'fast-check';
import packageJson from '../../../../package.json';
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../../src/curriculum/presets';
import { compile } from '../../../../src/building/building';
import { validateSettings } from '../../../../src/curriculum/validateSettings';
import { policyController } from '../../../../src/evaluation/controllers/policyController';
import { NO_NORMALISATION } from '../../../../src/ppo/normalisation';
import { architectureOf } from '../../../../src/ppo/initialPolicy';
import { parameterCount } from '../../../../src/ppo/parameters';
import { ModelZipError } from '../../../../src/sb3/errors';
import { MAX_CHECKPOINT_SIZE } from '../../../../src/checkpoint/limits';
import { decodeModelZip, encodeCheckpoint } from '../../../../src/checkpoint/zip/modelZip';
import { readZip } from '../../../../src/sb3/zipReader';
import { writeZip } from '../../../../src/sb3/zipWriter';
import { FORTY_STOREYS } from '../../../support/buildings';
import { exampleCheckpoint } from '../../../support/checkpoints';
import { manyEntries } from '../../../support/hostileZips';

/** Settings that the first version of the entry did not have. */
const NEW_SETTINGS = [
  'training_records',
  'control_period',
  'advantage_baseline',
  'staggered_starts',
  'validation_interval',
  'validation_patience',
  'reward',
  'normalisation',
] as const;

type OldEntry = {
  schema_version: number;
  normalisation?: unknown;
  best?: unknown;
  evaluations: unknown[];
  finalEvaluation?: unknown;
  settings: Partial<Record<(typeof NEW_SETTINGS)[number], unknown>> & {
    randomisation: { amplitude_spread?: number };
  };
};

const checkpoint = exampleCheckpoint();
const bytes = await encodeCheckpoint(checkpoint);

describe('a checkpoint as a zip', () => {
  test('comes back as it was', async () => {
    expect(await decodeModelZip(bytes)).toEqual({ origin: 'tmd-lab', checkpoint, warnings: [] });
  });

  test('of the largest network, building and delay that settings may have is not too large to be read', () => {
    const settings = {
      ...PRESETS.smoke,
      n_envs: 2 ** 14,
      building: FORTY_STOREYS,
      policy: { ...PRESETS.smoke.policy, net_arch: [512, 512, 512, 512] },
      randomisation: { ...PRESETS.smoke.randomisation, latency_steps: 256 },
    };
    expect(validateSettings(settings)).toEqual([]);
    const architecture = architectureOf(settings);
    // Weights, two moments and the best policy's weights; of the first layers, the former once more.
    const networks = 4 * 4 * parameterCount(architecture);
    const firstLayers = 3 * 4 * 2 * 512 * (architecture.observationSize + 1);
    const { stateSize } = compile(FORTY_STOREYS);
    const environment = 8 * (stateSize + 2 + 256) + 4 * (2 + architecture.observationSize);
    const rest = 4 * 2 ** 20;
    expect(networks + firstLayers + 2 ** 14 * environment + rest).toBeLessThan(MAX_CHECKPOINT_SIZE);
  });

  test('of many environments whose actions come late comes back as it was', async () => {
    const { randomisation } = PRESETS.smoke;
    const late = exampleCheckpoint({
      n_envs: 4096,
      randomisation: { ...randomisation, latency_steps: 1000 },
    });
    const zip = await encodeCheckpoint(late);
    expect(zip.length).toBeGreaterThan(32 * 2 ** 20);
    const decoded = await decodeModelZip(zip);
    if (decoded.origin !== 'tmd-lab') throw new Error('foreign');
    expect(decoded.checkpoint.state.environments?.delayedActions).toHaveLength(4_096_000);
  });

  test('names the program that wrote it', async () => {
    const files = await readZip(bytes, { entries: 64, totalSize: 1e8 });
    const entry = JSON.parse(new TextDecoder().decode(files.get('tmd_lab.json'))) as Record<string, unknown>;
    expect(entry.program_version).toBe(packageJson.version);
  });

  test('has the same bytes for the same state', async () => {
    const decoded = await decodeModelZip(bytes);
    if (decoded.origin !== 'tmd-lab') throw new Error('foreign');
    expect(await encodeCheckpoint(decoded.checkpoint)).toEqual(bytes);
  });

  test('with normalised observations comes back as it was, and its policy is for raw ones', async () => {
    const normalised = exampleCheckpoint({
      normalisation: { norm_obs: true, norm_reward: true },
      randomisation: { ...PRESETS.smoke.randomisation, amplitude_spread: 0.2 },
    });
    const zip = await encodeCheckpoint(normalised);
    const decoded = await decodeModelZip(zip);
    expect(decoded).toEqual({ origin: 'tmd-lab', checkpoint: normalised, warnings: [] });

    const files = await readZip(zip, { entries: 64, totalSize: 1e8 });
    for (const name of [...files.keys()]) if (name.startsWith('tmd_lab')) files.delete(name);
    const foreign = await decodeModelZip(await writeZip(files));
    if (foreign.origin !== 'stable-baselines3') throw new Error('own');
    expect(foreign.model.parameters).not.toEqual(normalised.state.parameters);
    const raw = policyController({ ...foreign.model, normalisation: NO_NORMALISATION });
    const own = policyController(normalised.state);
    const observation = Float64Array.of(0.1, -0.2, 0.08, -0.1, 0.05, 0.1, -0.3, 0.5);
    expect(raw(observation)).toBe(own(observation));

    const entry = (await readZip(zip, { entries: 64, totalSize: 1e8 })).get('tmd_lab.json');
    files.set('tmd_lab.json', entry ?? new Uint8Array());
    await expect(decodeModelZip(await writeZip(files))).rejects.toThrow(ModelZipError);
  });

  test('the largest drift of a storey keeps the key that it has always had in zips', async () => {
    const files = await readZip(bytes, { entries: 64, totalSize: 1e8 });
    const text = new TextDecoder().decode(files.get('tmd_lab.json'));
    const entry = JSON.parse(text) as {
      evaluations: { responses: { ppo: Record<string, number[]> } }[];
    };
    const [{ responses }] = checkpoint.evaluations;
    expect(Object.keys(entry.evaluations[0].responses.ppo)[2]).toBe('peakStoryDrift');
    expect(entry.evaluations[0].responses.ppo.peakStoryDrift).toEqual(responses.ppo.peakStoreyDrift);
    expect(text).not.toContain('peakStoreyDrift');
  });

  test('of a page that knew neither normalisation nor amplitudes nor a best policy is read as what it meant', async () => {
    const files = await readZip(bytes, { entries: 64, totalSize: 1e8 });
    const entry = JSON.parse(new TextDecoder().decode(files.get('tmd_lab.json'))) as OldEntry;
    entry.schema_version = 1;
    delete entry.normalisation;
    delete entry.best;
    delete entry.finalEvaluation;
    const metrics = { peakRoofDisplacement: 0.2, rmsRoofDisplacement: 0.05 };
    entry.evaluations = [
      {
        record: 'M4.5 held-out 1',
        magnitude: 'M4.5',
        force_limit_kN: 50,
        controlled: metrics,
        uncontrolled: metrics,
      },
    ];
    delete entry.settings.randomisation.amplitude_spread;
    for (const name of NEW_SETTINGS) delete entry.settings[name];
    const environments = files.get('tmd_lab_environments.bin') ?? new Uint8Array();
    const count = checkpoint.settings.n_envs;
    // 39 doubles of structure an environment, then the amplitudes.
    const withoutAmplitudes = Uint8Array.of(
      ...environments.subarray(0, 8 * 39 * count),
      ...environments.subarray(8 * 40 * count),
    );
    const old = await writeZip(
      new Map<string, Uint8Array<ArrayBuffer> | string>([
        ...files,
        ['tmd_lab.json', JSON.stringify(entry)],
        ['tmd_lab_environments.bin', withoutAmplitudes],
      ]),
    );
    expect(await decodeModelZip(old)).toEqual({
      origin: 'tmd-lab',
      checkpoint: {
        ...checkpoint,
        state: { ...checkpoint.state, best: null },
        evaluations: [],
        finalEvaluation: null,
      },
      warnings: ['Its evaluations compare on one record, as older pages did, and are left out.'],
    });
  });

  test('without the best policy that its entry tells of, or with another network’s, is refused', async () => {
    const files = await readZip(bytes, { entries: 64, totalSize: 1e8 });
    const best = files.get('tmd_lab_best_policy.bin');
    for (const content of [new Uint8Array(0), best?.slice(4), new Uint8Array(best?.length ?? 0).fill(0xff)]) {
      files.set('tmd_lab_best_policy.bin', content ?? new Uint8Array(0));
      await expect(decodeModelZip(await writeZip(files))).rejects.toThrow(/best policy in the zip/);
    }
  });

  test('whose evaluation has columns of different lengths is refused', async () => {
    const [evaluation] = checkpoint.evaluations;
    const evaluations = [{ ...evaluation, records: evaluation.records.slice(1) }];
    await expect(encodeCheckpoint({ ...checkpoint, evaluations })).rejects.toThrow(/different lengths/);
  });

  test('has the entries of Stable-Baselines3 first, in its order, and no other .pth', async () => {
    const names = [...(await readZip(bytes, { entries: 64, totalSize: 1e8 })).keys()];
    expect(names.slice(0, 6)).toEqual([
      'data',
      'pytorch_variables.pth',
      'policy.pth',
      'policy.optimizer.pth',
      '_stable_baselines3_version',
      'system_info.txt',
    ]);
    expect(names.filter((name) => name.endsWith('.pth'))).toHaveLength(3);
  });

  test.each([
    ['NaN', (p: Float32Array) => p.fill(NaN, 5, 6), /not finite/],
    ['infinity', (p: Float32Array) => p.fill(Infinity, 9, 10), /not finite/],
    ['zeros, as a lost GPU reads back', (p: Float32Array) => p.fill(0), /Every parameter is zero/],
  ])('is refused when the parameters hold %s', async (_, spoil, message) => {
    const parameters = spoil(checkpoint.state.parameters.slice());
    const spoilt = { ...checkpoint, state: { ...checkpoint.state, parameters } };
    await expect(encodeCheckpoint(spoilt)).rejects.toThrow(message);
  });
});

/** The zip with one entry changed. */
async function withEntry(name: string, content: string): Promise<Uint8Array<ArrayBuffer>> {
  const files = await readZip(bytes, { entries: 64, totalSize: 1e8 });
  return writeZip(new Map<string, Uint8Array<ArrayBuffer> | string>([...files, [name, content]]));
}

describe('zips from anywhere', () => {
  test.each([
    ['not a zip', () => Promise.resolve(new TextEncoder().encode('hello, this is no zip at all'))],
    ['an empty file', () => Promise.resolve(new Uint8Array(0))],
    ['a zip of something else', () => writeZip(new Map([['notes.txt', 'hello']]))],
    ['another algorithm', () => withEntry('data', '{"policy_class": null, "tau": 0.005}')],
    ['data that is not JSON', () => withEntry('data', '{"n_steps": ')],
    ['a newer version of the page', () => withEntry('tmd_lab.json', '{"schema_version": 99}')],
    ['an entry outside its folder', () => writeZip(new Map([['../evil', 'x']]))],
    ['100,000 entries', () => Promise.resolve(manyEntries(100_000))],
  ])('%s is refused with what happened, what is safe and what to do', async (_, make) => {
    const attempt = decodeModelZip(await make());
    await expect(attempt).rejects.toThrow(ModelZipError);
    await expect(attempt).rejects.toThrow(/\. Nothing stored has changed\. [A-Z].*\.$/);
  });

  test('that have many entries are sound but for their number', async () => {
    const limits = { entries: 64, totalSize: 1e8 };
    expect((await readZip(manyEntries(64), limits)).size).toBe(64);
    await expect(readZip(manyEntries(65), limits)).rejects.toThrow(ModelZipError);
  });

  test('every truncation is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        await expect(decodeModelZip(bytes.slice(0, length))).rejects.toThrow(ModelZipError);
      }),
      { numRuns: 100 },
    );
  });

  test('a flipped bit is refused, unless it lies where it means nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 8 * bytes.length - 1 }), async (bit) => {
        const flipped = bytes.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        try {
          expect(await decodeModelZip(flipped)).toEqual({ origin: 'tmd-lab', checkpoint, warnings: [] });
        } catch (error) {
          expect(error).toBeInstanceOf(ModelZipError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

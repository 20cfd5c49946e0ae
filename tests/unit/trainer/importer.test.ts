import { describe, expect, test } from 'vitest';
import { encodeRunBundle } from '../../../src/export/runBundle';
import { withRecordUses } from '../../../src/curriculum/runRecords';
import { loadRecords } from '../../../src/records/loadRecords';
import { RecordShelf } from '../../../src/records/recordShelf';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { writeZip } from '../../../src/sb3/zipWriter';
import { exportModel, exportRun } from '../../../src/export/exportFiles';
import { Importer } from '../../../src/trainer/importer';
import { exampleCheckpoint } from '../../support/checkpoints';
import { foreignModel, withData } from '../../support/pythonModel';
import { MemoryDisk } from '../../support/memoryDisk';

const checkpoint = exampleCheckpoint();
const zip = await encodeCheckpoint(checkpoint);
const stage1 = await encodeCheckpoint({ ...checkpoint, kind: 'completed', stage: 1 });
const { settings } = checkpoint;
const ROOT = 'models/rl_v9_advanced/';

describe('an upload', () => {
  test('of ours knows its name and the settings that it was trained with', async () => {
    const importer = new Importer(new MemoryDisk());
    const inspection = await importer.inspect({ fileName: 'renamed.zip', content: new Blob([zip]) });
    expect(inspection).toMatchObject({ names: ['stage2_INTERRUPTED_100kN.zip'], mustChooseRecipe: false });
    expect(inspection.recipes.map(({ recipe }) => recipe)).toEqual([{ of: 'run', settings }]);
  });

  test('of Python offers its hyperparameters', async () => {
    const importer = new Importer(new MemoryDisk());
    const inspection = await importer.inspect({
      fileName: 'ppo.zip',
      content: new Blob([foreignModel('ppo_float_lr')]),
    });
    expect(inspection).toMatchObject({ names: [], run: null, mustChooseRecipe: false });
    const [{ label, recipe }] = inspection.recipes;
    expect(label).toMatch(/learning_rate 0\.0003, n_steps 2048/);
    if (recipe.of !== 'stages') throw new Error('not of stages');
    expect(recipe.hyperparameters.learning_rate).toEqual({ shape: 'constant', value: 3e-4 });
  });

  test.each([' (1)', '(2)'])('that the browser has numbered has the name that it had: %s', async (number) => {
    const importer = new Importer(new MemoryDisk());
    const content = new Blob([foreignModel('ppo_float_lr')]);
    const inspection = await importer.inspect({ fileName: `stage3_150kN${number}.zip`, content });
    expect(inspection.names).toEqual(['stage3_150kN.zip']);
  });

  test('with a learning rate whose function, numbers and last value agree takes it over and says so', async () => {
    const importer = new Importer(new MemoryDisk());
    const content = new Blob([foreignModel('ppo_closure_lr')]);
    const inspection = await importer.inspect({ fileName: 'ppo.zip', content });
    expect(inspection.mustChooseRecipe).toBe(false);
    expect(inspection.summary).toContain(
      'Its learning rate is a Python function; its name, its numbers and the last value agree with what is taken over',
    );
    expect(inspection.recipes.map(({ label }) => label)).toEqual([
      expect.stringContaining('learning_rate linear from 0.0005 to 0,'),
    ]);
  });

  test('with a learning rate that was not what its function says leaves the choice to a person', async () => {
    const importer = new Importer(new MemoryDisk());
    // As a script leaves it that sets `model.learning_rate` for a stage: Stable-Baselines3 had read the one before.
    const zip = await withData(foreignModel('ppo_closure_lr'), { _current_progress_remaining: 0.95 });
    const inspection = await importer.inspect({ fileName: 'ppo.zip', content: new Blob([zip]) });
    expect(inspection.mustChooseRecipe).toBe(true);
    expect(inspection.summary.join()).toMatch(/cannot be taken over: it is the Python function linear_sch/);
    const rates = inspection.recipes.map(({ recipe }) =>
      recipe.of === 'stages' ? recipe.hyperparameters.learning_rate : null,
    );
    expect(rates).toEqual([
      { shape: 'linear', initial: 5e-4, final: 0 },
      undefined,
      expect.objectContaining({ shape: 'constant' }),
    ]);
    expect(inspection.recipes[0].label).toContain('linear from 0.0005 to 0');
  });

  test.each([
    [{ as: 'completed', stage: 3 }, 'stage3_150kN.zip'],
    [{ as: 'initial' }, 'initial_model.zip'],
  ] as const)('goes where a person says: %o', async (target, name) => {
    const disk = new MemoryDisk();
    const bytes = foreignModel('ppo_float_lr');
    await new Importer(disk).store(settings, { fileName: 'ppo.zip', content: new Blob([bytes]) }, target);
    expect(Buffer.compare(await disk.read(ROOT + name), bytes)).toBe(0);
  });

  test('of all checkpoints of a run brings each to its place, and packs to the same bytes', async () => {
    const disk = new MemoryDisk();
    const checkpoints = new Map([
      ['stage1_50kN.zip', () => Promise.resolve(stage1)],
      ['stage2_INTERRUPTED_100kN.zip', () => Promise.resolve(zip)],
    ]);
    const packedRun = await encodeRunBundle({ run: 'soft', checkpoints, records: new Map() });
    const bytes = new Uint8Array(await packedRun.arrayBuffer());
    const importer = new Importer(disk);
    const inspection = await importer.inspect({ fileName: 'anything.zip', content: new Blob([bytes]) });
    expect(inspection).toMatchObject({ run: 'soft', names: [...checkpoints.keys()] });
    await importer.store(
      { ...settings, run: 'soft' },
      { fileName: 'x.zip', content: new Blob([bytes]) },
      { as: 'named' },
    );
    const paths = (await disk.list(ROOT)).map(({ path }) => path);
    expect(paths).toEqual([...checkpoints.keys()].map((name) => `${ROOT}soft/${name}`));
    const packed = await exportRun(disk, 'soft', paths);
    expect(packed.fileName).toBe('rl_v9_advanced_soft.zip');
    expect(Buffer.compare(new Uint8Array(await packed.content.arrayBuffer()), bytes)).toBe(0);
  });

  test('of a run brings the records that it names to a browser that does not have them', async () => {
    const from = new MemoryDisk();
    const kobe = { name: 'Kobe', dt: 0.01, acceleration: Float64Array.of(0, 1, -2, 0.5) };
    const entry = await new RecordShelf(from).add(kobe);
    await new RecordShelf(from).add({ ...kobe, name: 'unused', acceleration: Float64Array.of(0, 3, 1) });
    const use = { name: 'Kobe', digest: entry.digest, pga_g: null };
    const own = { ...checkpoint, settings: withRecordUses(settings, 2, 'training', [use]) };
    const path = `${ROOT}stage2_INTERRUPTED_100kN.zip`;
    await from.write(path, await encodeCheckpoint(own));
    const { content } = await exportRun(from, '', [path]);

    const disk = new MemoryDisk();
    const other = { ...kobe, acceleration: Float64Array.of(9, 9, 9) };
    await new RecordShelf(disk).add(other);
    const importer = new Importer(disk);
    const { summary } = await importer.inspect({ fileName: 'x.zip', content });
    expect(summary).toEqual(['1 checkpoint of a run', 'Its own record Kobe']);
    await importer.store(own.settings, { fileName: 'x.zip', content }, { as: 'named' });
    const records = await disk.list('records/');
    expect(records.map(({ path }) => path)).toEqual(['records/Kobe 2.csv', 'records/Kobe.csv']);
    expect([...(await loadRecords(disk, own.settings))]).toEqual([[use.digest, { ...kobe, name: 'Kobe 2' }]]);
    await importer.store(own.settings, { fileName: 'x.zip', content }, { as: 'named' });
    expect(await disk.list('records/')).toHaveLength(2);
  });

  test('with one bad checkpoint among good ones is refused whole, by its name', async () => {
    const disk = new MemoryDisk();
    const bytes = await writeZip(
      new Map<string, Uint8Array<ArrayBuffer> | string>([
        ['stage1_50kN.zip', stage1],
        ['stage2_100kN.zip', 'no zip'],
      ]),
    );
    const importer = new Importer(disk);
    const attempt = importer.store(
      settings,
      { fileName: 'x.zip', content: new Blob([bytes]) },
      { as: 'named' },
    );
    await expect(attempt).rejects.toThrow(/^stage2_100kN\.zip: .*Nothing stored has changed/);
    expect(await disk.list('')).toEqual([]);
  });
});

describe('an export', () => {
  test.each([
    ['onnx', 'policy.onnx'],
    ['bundle', 'stage1_50kN_model.zip'],
  ] as const)('as %s is a file for other programs', async (format, name) => {
    const disk = new MemoryDisk();
    await disk.write(`${ROOT}stage1_50kN.zip`, stage1);
    const file = await exportModel(disk, `${ROOT}stage1_50kN.zip`, format);
    expect(file.fileName).toBe(name);
    expect(file.bytes.length).toBeGreaterThan(1000);
  });
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { withBuilding } from '../../../src/curriculum/runBuilding';
import { AnotherBuildingError } from '../../../src/trainer/anotherBuilding';
import { Importer } from '../../../src/trainer/importer';
import { FIVE_STOREYS, ONE_STOREY } from '../../support/buildings';
import { exampleCheckpoint } from '../../support/checkpoints';
import { MemoryDisk } from '../../support/memoryDisk';
import { foreignModel } from '../../support/pythonModel';
import { DIRECTORY, readCheckpoint, TINY, train, trainUntil } from '../../support/sessions';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a run of one storey', () => {
  const settings = withBuilding(TINY, ONE_STOREY);
  const disk = new MemoryDisk();

  test('trains, and is evaluated beside controllers that are tuned for it', async () => {
    const { lines } = await trainUntil(
      disk,
      (event) => event.type === 'console' && event.line.startsWith('STAGE 2/4'),
      settings,
    );
    expect(lines()).toContain('Building: "1 storey", 1 storey with 2 sensors');
    const checkpoint = await readCheckpoint(disk, 'stage1_50kN');
    expect(checkpoint.settings.building).toEqual(ONE_STOREY);
    expect(checkpoint.state.architecture.observationSize).toBe(4);
    const [{ responses, smallestPeaks, storeyHeight_m }] = checkpoint.evaluations;
    expect(smallestPeaks).toBeNull();
    expect(storeyHeight_m).toBe(3);
    const mean = (peaks: readonly number[]) => peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length;
    const uncontrolled = mean(responses.uncontrolled.peakRoofDisplacement);
    // A regulator with all the state, on the damper that it was tuned for, beats no control on any building.
    expect(mean(responses.lqr.peakRoofDisplacement)).toBeLessThan(uncontrolled);
    expect(mean(responses.passive.peakRoofDisplacement)).toBeLessThan(1.02 * uncontrolled);
  });

  test('is not trained on as another building, and its files stay as they are', async () => {
    const before = await disk.read(`${DIRECTORY}/stage1_50kN.zip`);
    for (const other of [TINY, withBuilding(TINY, FIVE_STOREYS)]) {
      await expect(train(disk, other)).rejects.toThrow(AnotherBuildingError);
    }
    await expect(train(disk, TINY)).rejects.toThrow(
      `${DIRECTORY}/stage1_50kN.zip was trained for "1 storey", 1 storey with 2 sensors; ` +
        'this run\'s building is "v9", 12 storeys with 4 sensors. Nothing was trained',
    );
    expect(await disk.read(`${DIRECTORY}/stage1_50kN.zip`)).toEqual(before);
  });
});

describe('a run with seismometers', () => {
  const disk = new MemoryDisk();
  const settings = { ...TINY, seismometers: [0.1, 3] };

  test('trains on what they show, and is evaluated beside the same controllers as without them', async () => {
    const [{ lines }] = await Promise.all(
      [settings, { ...TINY, run: 'without' }].map((each) =>
        trainUntil(disk, (event) => event.type === 'console' && event.line.startsWith('STAGE 2/4'), each),
      ),
    );
    expect(lines()).toContain('Building: "v9", 12 storeys with 4 sensors and seismometers of 0.1, 3 Hz');
    const checkpoint = await readCheckpoint(disk, 'stage1_50kN');
    expect(checkpoint.settings.seismometers).toEqual([0.1, 3]);
    expect(checkpoint.state.architecture.observationSize).toBe(12);
    const without = await readCheckpoint(disk, 'without/stage1_50kN');
    const [[{ ppo, ...others }], [{ ppo: ppoWithout, ...same }]] = [checkpoint, without].map(
      ({ evaluations }) => evaluations.map(({ responses }) => responses),
    );
    expect(others).toEqual(same);
    expect(ppo.peakRoofDisplacement).not.toEqual(ppoWithout.peakRoofDisplacement);
  });

  test('is not trained on without them, or with others', async () => {
    for (const seismometers of [[], [3, 0.1]]) {
      await expect(train(disk, { ...TINY, seismometers })).rejects.toThrow(AnotherBuildingError);
    }
  });
});

describe('an upload', () => {
  test('of another building is explained, and stored under the settings that it came with', async () => {
    const checkpoint = exampleCheckpoint({ building: FIVE_STOREYS });
    const file = { fileName: 'zip.zip', content: new Blob([await encodeCheckpoint(checkpoint)]) };
    const disk = new MemoryDisk();
    const importer = new Importer(disk);
    const { summary } = await importer.inspect(file);
    expect(summary).toContain('Building "5 storeys", 5 storeys with 3 sensors');
    await expect(importer.store(TINY, file, { as: 'named' })).rejects.toThrow(
      'It was trained for "5 storeys", 5 storeys with 3 sensors; this run\'s building is "v9", 12 storeys with 4 sensors',
    );
    expect(await disk.list('')).toEqual([]);
    await importer.store(checkpoint.settings, file, { as: 'named' });
    expect(await disk.list('')).toHaveLength(1);
  });

  test('of Python is taken where it observes as much as the building shows', async () => {
    const file = { fileName: 'ppo.zip', content: new Blob([foreignModel('ppo_float_lr')]) };
    const disk = new MemoryDisk();
    const importer = new Importer(disk);
    await expect(
      importer.store(withBuilding(TINY, FIVE_STOREYS), file, { as: 'completed', stage: 1 }),
    ).rejects.toThrow(
      'It was trained on 8 observations, of 4 sensors; this run\'s building is "5 storeys", 5 storeys with 3 sensors',
    );
    await importer.store(TINY, file, { as: 'completed', stage: 1 });
    expect(await disk.list('')).toHaveLength(1);
  });
});

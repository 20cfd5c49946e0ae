import { beforeEach, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint/checkpoint';
import { fileName } from '../../../src/checkpoint/names';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { CheckpointWriter } from '../../../src/trainer/checkpointWriter';
import { EmergencyFiles } from '../../../src/trainer/emergencyFiles';
import type { RunContext } from '../../../src/trainer/runContext';
import { exampleCheckpoint } from '../../support/checkpoints';
import { MemoryDisk } from '../../support/memoryDisk';
import { asSavedByPython } from '../../support/pythonModel';
import { DIRECTORY } from '../../support/sessions';

const FIRST = `${DIRECTORY}/stage2_INTERRUPTED_100kN.zip`;
const SECOND = `${DIRECTORY}/stage2_INTERRUPTED_100kN_2.zip`;
const EXAMPLE = exampleCheckpoint();

/** The example as it is so many timesteps into its stage; `weight` tells two trainings apart. */
function at(stageTimesteps: number, weight = 1): Checkpoint {
  const { state } = EXAMPLE;
  const counters = { ...state.counters, stageTimesteps, numTimesteps: 256 + stageTimesteps };
  const parameters = state.parameters.map((value) => weight * value);
  return { ...EXAMPLE, state: { ...state, parameters, counters, best: null } };
}

let disk: MemoryDisk;

beforeEach(() => {
  disk = new MemoryDisk();
});

/** Another start of the run, in the middle of stage 2. */
async function start() {
  const lines: string[] = [];
  const emit: RunContext['host']['emit'] = (event) => {
    if (event.type === 'console') lines.push(event.line);
  };
  const writer = new CheckpointWriter(disk, emit);
  const run = { host: { disk, emit }, settings: EXAMPLE.settings, writer } as unknown as RunContext;
  const files = new EmergencyFiles(run, 2);
  await files.look();
  return { files, lines };
}

const names = async () => (await disk.list('')).map(({ path }) => fileName(path));

describe('an emergency checkpoint of the stage', () => {
  test('takes the plain name where it is free, and replaces what this session wrote there', async () => {
    const { files, lines } = await start();
    await files.write('INTERRUPTED', at(128));
    expect(await files.write('INTERRUPTED', at(256))).toEqual({ path: FIRST, isSaved: true });
    expect(await files.write('ERROR', at(256))).toMatchObject({
      path: `${DIRECTORY}/stage2_ERROR_100kN.zip`,
    });
    expect(await names()).toEqual(['stage2_ERROR_100kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
    expect(lines).toEqual([]);
  });

  test.each(['INTERRUPTED', 'ERROR'] as const)(
    'of kind %s goes beside one of an earlier start that is further',
    async (kind) => {
      await (await start()).files.write(kind, at(1280));
      const { files, lines } = await start();
      const { path } = await files.write(kind, at(128));
      expect(fileName(path)).toBe(`stage2_${kind}_100kN_2.zip`);
      expect((await disk.list('')).length).toBe(2);
      expect(lines).toEqual([
        expect.stringContaining(`stage2_${kind}_100kN.zip, 1280 timesteps into its stage`),
      ]);
      await files.write(kind, at(256));
      expect(lines).toHaveLength(1);
      expect((await disk.list('')).length).toBe(2);
    },
  );

  test('goes beside one of another training, however little that has', async () => {
    await (await start()).files.write('INTERRUPTED', at(128, 2));
    const bytes = await disk.read(FIRST);
    const { files } = await start();
    expect(files.isPlaceOfEarlier(128)).toBe(true);
    files.compare(at(128).state);
    expect(files.holds(128)).toBe(false);
    expect((await files.write('INTERRUPTED', at(1280))).path).toBe(SECOND);
    await files.discard();
    expect(await disk.read(FIRST)).toEqual(bytes);
    expect(await names()).toEqual(['stage2_INTERRUPTED_100kN.zip']);
  });

  test('replaces one of an earlier start once training has gone through the same state, and says so', async () => {
    await (await start()).files.write('INTERRUPTED', at(256));
    const { files, lines } = await start();
    await files.write('INTERRUPTED', at(128));
    expect(files.isPlaceOfEarlier(128)).toBe(false);
    expect(files.isPlaceOfEarlier(256)).toBe(true);
    files.compare(at(256).state);
    expect(files.holds(256)).toBe(true);
    expect((await files.write('INTERRUPTED', at(384))).path).toBe(FIRST);
    // What it had saved beside it has nothing of its own any more.
    expect(await names()).toEqual(['stage2_INTERRUPTED_100kN.zip']);
    expect(lines.at(-1)).toContain(`Replaced the ${FIRST} of an earlier start`);
  });

  test('of a state that the device fell back to does not replace a further one', async () => {
    const { files } = await start();
    await files.write('ERROR', at(256));
    expect(fileName((await files.write('ERROR', at(128))).path)).toBe('stage2_ERROR_100kN_2.zip');
  });

  test('never replaces what Python saved, even where training goes on from it, nor what is damaged', async () => {
    const python = await asSavedByPython(await encodeCheckpoint(at(128)));
    await disk.write(FIRST, python);
    await disk.write(SECOND, Uint8Array.of(1, 2, 3));
    const { files } = await start();
    expect(files.isPlaceOfEarlier(128)).toBe(false);
    files.compare(at(128).state);
    const { path } = await files.write('INTERRUPTED', at(256));
    expect(fileName(path)).toBe('stage2_INTERRUPTED_100kN_3.zip');
    await files.discard();
    expect(await disk.read(FIRST)).toEqual(python);
    expect(await disk.read(SECOND)).toEqual(Uint8Array.of(1, 2, 3));
    expect(await names()).not.toContain('stage2_INTERRUPTED_100kN_3.zip');
  });

  test('that another program replaced meanwhile is not this session’s any more', async () => {
    const { files } = await start();
    await files.write('INTERRUPTED', at(128));
    await disk.write(FIRST, Uint8Array.of(1, 2, 3));
    expect((await files.write('INTERRUPTED', at(256))).path).toBe(SECOND);
    await files.discard();
    expect(await names()).toEqual(['stage2_INTERRUPTED_100kN.zip']);
  });

  test('takes a name that nobody has where the disk does not say what is there', async () => {
    await disk.write(FIRST, Uint8Array.of(1, 2, 3));
    disk.list = () => Promise.reject(new Error('no answer'));
    const { files } = await start();
    const { path, isSaved } = await files.write('INTERRUPTED', at(128));
    expect(isSaved).toBe(true);
    expect(fileName(path)).toMatch(/^stage2_INTERRUPTED_100kN_\d{6}\.zip$/);
    expect(await disk.read(FIRST)).toEqual(Uint8Array.of(1, 2, 3));
  });
});

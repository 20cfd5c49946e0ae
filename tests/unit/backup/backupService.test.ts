import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { BackupService } from '../../../src/backup/backupService';
import type { FolderStatus } from '../../../src/backup/protocol';
import { checkpointPath, fileName, runDirectory } from '../../../src/checkpoint/names';
import { DirectoryHandleDisk } from '../../../src/checkpoint/store/directoryHandleDisk';
import { FileCorruptError, StorageError } from '../../../src/checkpoint/store/errors';
import { LogDirectory } from '../../../src/checkpoint/store/logDirectory';
import { LogStore } from '../../../src/checkpoint/store/logStore';
import { acquireRunLock } from '../../../src/checkpoint/store/runLock';
import type { Stores } from '../../../src/checkpoint/store/stores';
import { memoryStores } from '../../../src/checkpoint/store/stores';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { DirectoryDisk } from '../../../src/cli/directoryDisk';
import { PRESETS } from '../../../src/curriculum/presets';
import { taskName } from '../../../src/curriculum/taskName';
import type { LogRecord } from '../../../src/logging/logRecord';
import { RecordShelf } from '../../../src/records/recordShelf';
import { exampleCheckpoint } from '../../support/checkpoints';
import type { Refusals } from '../../support/directoryHandle';
import { directoryHandle } from '../../support/directoryHandle';
import { bytes } from '../../support/diskContract';
import { STARTED_AT } from '../../support/logRecords';
import { MemoryCopyRecords } from '../../support/memoryCopyRecords';
import { recordsIn } from '../../support/wholeLogs';

const MOUNT = 'models/rl_v9_advanced/';
const STAGE_1 = checkpointPath(PRESETS.smoke, 'completed', 1);
const STAGE_2 = checkpointPath(PRESETS.smoke, 'completed', 2);
const AUTOSAVE_2 = checkpointPath(PRESETS.smoke, 'INTERRUPTED', 2);
const SOFT_1 = `${runDirectory('soft')}stage1_50kN.zip`;

let directory: string;
let refusals: Refusals;
let stores: Stores;
let records: MemoryCopyRecords;
let told: readonly FolderStatus[];
let service: BackupService;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tmd-lab-copy-'));
  refusals = new Map();
  stores = memoryStores();
  records = new MemoryCopyRecords();
  vi.stubGlobal('navigator', {});
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  service = openService();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  rmSync(directory, { recursive: true, force: true });
});

const openService = () => new BackupService(({ folders }) => (told = folders), stores, records);
const handle = () => directoryHandle(directory, refusals);
const inFolder = (run = '') => readdirSync(join(directory, run)).sort();
const contentOf = (path: string) => new Uint8Array(readFileSync(join(directory, path.slice(MOUNT.length))));
/** What the one folder that is kept says. */
const status = () => told[0];

async function keep(run: string | null = null): Promise<void> {
  await service.calls.keep({ handle: handle(), run });
  await service.settled();
}

async function look(run = ''): Promise<void> {
  await service.calls.look({ run, recordDigests: [] });
  await service.settled();
}

/** The log of the iterations from `begin` up to and without `end`. */
function rows(begin: number, end: number): LogRecord[] {
  return Array.from({ length: end - begin }, (_, row) => {
    const i = begin + row;
    const values = { 'time/total_timesteps': 64 * (i + 1), 'time/time_elapsed': i + 1 };
    return { stage: 1, wallTime: STARTED_AT + i, values, episodes: [{ r: i + 0.5, l: 64 }] };
  });
}

async function log(run: string, count: number, store = new LogStore(stores.logs)): Promise<LogRecord[]> {
  const records = rows(0, count);
  await store.write(run, records, 0);
  return records;
}

describe('a second copy in a folder', () => {
  test('has all checkpoints, the logs and the consoles, under the names of the command line', async () => {
    await stores.disk.write(STAGE_1, bytes(1, 2, 3));
    await stores.disk.write(SOFT_1, bytes(4));
    const records = await log('soft', 3);
    await stores.consoles.write('soft', [{ text: 'STAGE 1/4', level: 'info', at: 0 }]);
    await keep();
    expect(inFolder()).toEqual(['soft', 'stage1_50kN.zip']);
    expect(contentOf(STAGE_1)).toEqual(bytes(1, 2, 3));
    expect(inFolder('soft')).toEqual([
      'console.txt',
      expect.stringMatching(/^events\.out\.tfevents\.\d+\.browser\.tmd-lab$/),
      'monitor.csv',
      'progress.csv',
      'progress.json',
      'stage1_50kN.zip',
    ]);
    const commandLine = new LogDirectory(new DirectoryDisk(directory, MOUNT), runDirectory('soft'), {
      task: taskName(undefined),
      writer: 'test',
    });
    expect(await recordsIn(commandLine.stream())).toEqual(records);
    expect(status()).toMatchObject({ condition: 'current', problem: null, onlyThere: [], run: null });
    expect(status().files).toEqual({ [STAGE_1]: 'copied', [SOFT_1]: 'copied' });
  });

  test('follows what is saved, and drops the automatic save of a stage that is complete', async () => {
    await stores.disk.write(AUTOSAVE_2, bytes(1));
    await keep();
    await stores.disk.write(AUTOSAVE_2, bytes(2, 2));
    await look();
    expect(contentOf(AUTOSAVE_2)).toEqual(bytes(2, 2));
    await stores.disk.write(STAGE_2, bytes(3));
    await stores.disk.delete([AUTOSAVE_2]);
    await look();
    expect(inFolder()).toEqual([fileName(STAGE_2)]);
  });

  test('writes nothing again after a restart', async () => {
    await stores.disk.write(STAGE_1, bytes(1));
    await keep();
    const before = statSync(join(directory, 'stage1_50kN.zip'));
    service = openService();
    await service.calls.open({ usesPrivateFolder: false });
    await look();
    expect(status().condition).toBe('current');
    expect(statSync(join(directory, 'stage1_50kN.zip')).ino).toBe(before.ino);
  });

  test('loses what a person deletes, and nothing that went away by itself', async () => {
    for (const path of [STAGE_1, STAGE_2]) await stores.disk.write(path, bytes(1));
    await keep();
    await stores.disk.delete([STAGE_2]);
    await records.noteDeleted([STAGE_2]);
    await look();
    expect(inFolder()).toEqual(['stage1_50kN.zip']);
    await stores.disk.delete([STAGE_1]);
    await look();
    expect(inFolder()).toEqual(['stage1_50kN.zip']);
    expect(status().onlyThere).toMatchObject([{ path: STAGE_1 }]);
    // Trained anew, it does not take the place of what was lost, until a person says so.
    await stores.disk.write(STAGE_1, bytes(9));
    await look();
    expect(status()).toMatchObject({ condition: 'differs', files: { [STAGE_1]: 'differs' } });
    expect(contentOf(STAGE_1)).toEqual(bytes(1));
    await service.calls.replace({ id: status().id, run: '' });
    await service.settled();
    expect(contentOf(STAGE_1)).toEqual(bytes(9));
    expect(status().condition).toBe('current');
  });

  test('has the records of the run on the page beside its checkpoints, and gives them back', async () => {
    const motion = { name: 'Kobe', dt: 0.02, acceleration: Float64Array.of(0, 1, -1, 0.5) };
    const { path, digest } = await new RecordShelf(stores.disk).add(motion);
    await new RecordShelf(stores.disk).add({ ...motion, name: 'unused', dt: 0.01 });
    await stores.disk.write(SOFT_1, await encodeCheckpoint(exampleCheckpoint()));
    await keep();
    await service.calls.look({ run: 'soft', recordDigests: [digest] });
    await service.settled();
    expect(inFolder('soft/records')).toEqual(['Kobe.csv']);
    expect(contentOf(`${runDirectory('soft')}records/Kobe.csv`)).toEqual(await stores.disk.read(path));
    await stores.disk.delete([path, SOFT_1]);
    await service.calls.take({ source: { id: 'all' }, runs: ['soft'] });
    expect((await new RecordShelf(stores.disk).list()).map(({ name }) => name)).toEqual(['Kobe', 'unused']);
  });

  test('has a record beside another of its name, and gives both back', async () => {
    const shelf = new RecordShelf(stores.disk);
    const motion = { name: 'Kobe', dt: 0.02, acceleration: Float64Array.of(0, 1, -1, 0.5) };
    const first = await shelf.add(motion);
    await stores.disk.write(SOFT_1, await encodeCheckpoint(exampleCheckpoint()));
    await keep();
    const lookWith = async (digest: string) => {
      await service.calls.look({ run: 'soft', recordDigests: [digest] });
      await service.settled();
    };
    await lookWith(first.digest);
    await shelf.delete([first.path]);
    const second = await shelf.add({ ...motion, acceleration: Float64Array.of(0, 2, -2, 0.5) });
    await lookWith(second.digest);
    // Known from then on, here and after a restart.
    await lookWith(second.digest);
    service = openService();
    await service.calls.open({ usesPrivateFolder: false });
    await lookWith(second.digest);
    expect(status().condition).toBe('current');
    expect(inFolder('soft/records')).toEqual(['Kobe 2.csv', 'Kobe.csv']);
    await stores.disk.delete([second.path, SOFT_1]);
    await service.calls.take({ source: { id: 'all' }, runs: ['soft'] });
    const restored = (await shelf.list()).map(({ digest }) => digest).sort();
    expect(restored).toEqual([first.digest, second.digest].sort());
    const onCommandLine = new DirectoryDisk(join(directory, 'soft/records'), 'records/', '.csv');
    expect((await new RecordShelf(onCommandLine).list()).map(({ digest }) => digest).sort()).toEqual(
      restored,
    );
  });

  test('of one run goes to its own folder, and those of the others to theirs', async () => {
    const other = mkdtempSync(join(directory, 'other-'));
    await stores.disk.write(STAGE_1, bytes(1));
    await stores.disk.write(SOFT_1, bytes(2));
    await service.calls.keep({ handle: directoryHandle(other, refusals), run: 'soft' });
    await keep();
    expect(readdirSync(join(other, 'soft'))).toEqual(['stage1_50kN.zip']);
    expect(existsSync(join(directory, 'soft'))).toBe(false);
    expect(existsSync(join(directory, 'stage1_50kN.zip'))).toBe(true);
    await service.calls.forget({ id: 'run soft' });
    await service.settled();
    expect(existsSync(join(directory, 'soft/stage1_50kN.zip'))).toBe(true);
    expect(told.map(({ id }) => id)).toEqual(['all']);
  });
});

describe('a pass under way', () => {
  const paths = [1, 2, 3].map((stage) => `${MOUNT}stage${stage}_${stage}0kN.zip`);

  beforeEach(async () => {
    for (const path of paths) await stores.disk.write(path, bytes(1));
  });

  /** Does something once, when the first file is read here, or read back from the folder. */
  function during(step: 'read' | 'read back', work: () => unknown) {
    const read = stores.disk.read.bind(stores.disk);
    let isDone = false;
    const workAndRead = async (path: string) => {
      if (!isDone) {
        isDone = true;
        await work();
      }
      return read(path);
    };
    const disk = step === 'read' ? stores.disk : DirectoryHandleDisk.prototype;
    const spy = vi.spyOn(disk, 'read').mockImplementation(workAndRead);
    onTestFinished(() => void spy.mockRestore());
  }

  test.each(['read', 'read back'] as const)('ends with "Stop copying" while a file is %s', async (step) => {
    during(step, () => service.calls.forget({ id: 'all' }));
    await keep();
    expect(inFolder()).toEqual(step === 'read' ? [] : [fileName(paths[0])]);
    // What was forgotten is not noted again.
    expect(await records.entries('all')).toEqual([]);
    expect(told).toEqual([]);
  });

  test('ends where another folder takes the place of its own, of which it notes nothing', async () => {
    const other = mkdtempSync(join(directory, 'other-'));
    during('read back', () => service.calls.keep({ handle: directoryHandle(other, refusals), run: null }));
    await keep();
    expect(inFolder()).toEqual([basename(other), fileName(paths[0])]);
    expect(readdirSync(other).sort()).toEqual(paths.map(fileName));
    expect(status()).toMatchObject({ name: basename(other), condition: 'current' });
  });

  test('goes on where the folder could not be forgotten', async () => {
    vi.spyOn(records, 'forgetFolder').mockRejectedValue(new StorageError('not now'));
    during('read', () => expect(service.calls.forget({ id: 'all' })).rejects.toThrow('not now'));
    await keep();
    expect(inFolder()).toEqual(paths.map(fileName));
    expect(status().condition).toBe('current');
  });
});

describe('what stands in the way of a copy', () => {
  beforeEach(async () => {
    await stores.disk.write(STAGE_1, bytes(1));
  });

  test('is told, harms nothing, and is tried again by itself', async () => {
    refusals.set('write', 'QuotaExceededError');
    await keep();
    expect(status()).toMatchObject({ condition: 'failed', files: { [STAGE_1]: 'failed' } });
    expect(status().problem).toContain('no space for models/rl_v9_advanced/stage1_50kN.zip');
    expect(await stores.disk.read(STAGE_1)).toEqual(bytes(1));
    refusals.clear();
    await vi.advanceTimersToNextTimerAsync();
    await service.settled();
    expect(status()).toMatchObject({ condition: 'current', problem: null, files: { [STAGE_1]: 'copied' } });
  });

  test('may be a permission, which is asked for by a click', async () => {
    refusals.set('queryPermission', '');
    await keep();
    expect(status()).toMatchObject({ condition: 'needsPermission', files: { [STAGE_1]: 'behind' } });
    refusals.clear();
    await look();
    expect(status().condition).toBe('current');
  });

  test('may be another file of that name: the whole run is left as it is there', async () => {
    writeFileSync(join(directory, 'stage1_50kN.zip'), 'of somebody');
    await stores.disk.write(STAGE_2, bytes(2));
    await keep();
    expect(inFolder()).toEqual(['stage1_50kN.zip']);
    expect(status().files).toEqual({ [STAGE_1]: 'differs', [STAGE_2]: 'behind' });
    await service.calls.replace({ id: status().id, run: '' });
    await service.settled();
    expect(inFolder()).toEqual(['stage1_50kN.zip', fileName(STAGE_2)].sort());
    expect(contentOf(STAGE_1)).toEqual(bytes(1));
  });

  test('is none where the folder has the same file already', async () => {
    writeFileSync(join(directory, 'stage1_50kN.zip'), bytes(1));
    await keep();
    expect(status().files).toEqual({ [STAGE_1]: 'copied' });
  });

  test('may be the command line, which works on the run there', async () => {
    writeFileSync(join(directory, '.lock'), '{}');
    await keep();
    expect(status()).toMatchObject({ condition: 'locked', files: { [STAGE_1]: 'behind' } });
    expect(inFolder()).toEqual(['.lock']);
    rmSync(join(directory, '.lock'));
    await vi.advanceTimersToNextTimerAsync();
    await service.settled();
    expect(status().condition).toBe('current');
  });
});

describe('what cannot be copied', () => {
  beforeEach(async () => {
    for (const [i, path] of [STAGE_1, STAGE_2, SOFT_1].entries()) await stores.disk.write(path, bytes(i));
  });

  /** Damages what the browser has under a path; @returns what repairs it */
  function damage(path: string) {
    const read = stores.disk.read.bind(stores.disk);
    const error = new FileCorruptError(path, 'its content is missing');
    const spy = vi
      .spyOn(stores.disk, 'read')
      .mockImplementation((each) => (each === path ? Promise.reject(error) : read(each)));
    return () => spy.mockRestore();
  }

  /** Makes something else than a file of a name that the folder is to have. */
  const occupy = (path: string) => mkdirSync(join(directory, path.slice(MOUNT.length)), { recursive: true });

  test('is told of, and all else is copied', async () => {
    const repair = damage(STAGE_1);
    await log('', 2);
    await keep();
    expect(status()).toMatchObject({
      condition: 'failed',
      problem: expect.stringContaining(`${STAGE_1} is damaged`) as string,
      files: { [STAGE_1]: 'failed', [STAGE_2]: 'copied', [SOFT_1]: 'copied' },
    });
    expect(inFolder()).toContain('progress.json');
    repair();
    await vi.advanceTimersToNextTimerAsync();
    await service.settled();
    expect(status()).toMatchObject({ condition: 'current', problem: null, files: { [STAGE_1]: 'copied' } });
  });

  test('may be what the folder has no place for', async () => {
    occupy(STAGE_1);
    await keep();
    expect(status()).toMatchObject({
      condition: 'failed',
      files: { [STAGE_1]: 'failed', [STAGE_2]: 'copied', [SOFT_1]: 'copied' },
    });
  });

  test('may be a file in the folder that cannot be read: its run is left as it is, and no other', async () => {
    writeFileSync(join(directory, 'stage1_50kN.zip'), bytes(0));
    const readFile = vi
      .spyOn(DirectoryHandleDisk.prototype, 'read')
      .mockRejectedValueOnce(new FileCorruptError(STAGE_1, 'the browser could not read it'));
    await keep();
    readFile.mockRestore();
    expect(status()).toMatchObject({
      condition: 'failed',
      files: { [STAGE_1]: 'failed', [STAGE_2]: 'behind', [SOFT_1]: 'copied' },
    });
    await look();
    expect(status().condition).toBe('current');
  });

  test('may be a console or a log', async () => {
    await stores.consoles.write('', [{ text: 'STAGE 1/4', level: 'info', at: 0 }]);
    await log('', 2);
    vi.spyOn(stores.logs, 'read').mockRejectedValueOnce(new StorageError('not now'));
    await keep();
    expect(status()).toMatchObject({
      condition: 'failed',
      problem: 'not now',
      files: { [SOFT_1]: 'copied' },
    });
    expect(inFolder()).toContain('console.txt');
    expect(inFolder()).not.toContain('progress.json');
    // Nothing else has changed, and the run is not the one on the page.
    await look('soft');
    expect(inFolder()).toContain('progress.json');
    expect(status().condition).toBe('current');
  });

  test('may be a run whose folder is that of another to the system, which stays', async () => {
    refusals.set('case', 'ignored');
    const other = `${runDirectory('SOFT')}stage1_50kN.zip`;
    await stores.disk.write(other, bytes(7));
    await keep();
    await look();
    expect(inFolder()).toEqual(['SOFT', 'stage1_50kN.zip', fileName(STAGE_2)]);
    expect(contentOf(other)).toEqual(bytes(7));
    expect(status()).toMatchObject({
      condition: 'failed',
      problem: expect.stringContaining('Give soft a name that differs in more than') as string,
      files: { [STAGE_2]: 'copied', [other]: 'copied', [SOFT_1]: 'failed' },
    });
  });

  test('keeps the automatic save in the folder that it was to take the place of', async () => {
    await stores.disk.delete([STAGE_2]);
    await stores.disk.write(AUTOSAVE_2, bytes(5));
    await keep();
    await stores.disk.write(STAGE_2, bytes(6));
    await stores.disk.delete([AUTOSAVE_2]);
    const repair = damage(STAGE_2);
    await look();
    expect(inFolder()).toContain(fileName(AUTOSAVE_2));
    repair();
    await look();
    expect(inFolder()).toEqual(['soft', 'stage1_50kN.zip', fileName(STAGE_2)]);
  });

  test.each(['QuotaExceededError', 'NotAllowedError'])('ends with %s, which concerns all', async (name) => {
    refusals.set('write', name);
    const write = vi.spyOn(DirectoryHandleDisk.prototype, 'write');
    await keep();
    expect(write).toHaveBeenCalledTimes(1);
    expect(status().condition).toBe('failed');
    write.mockRestore();
  });
});

describe('the log in the folder', () => {
  beforeEach(async () => {
    await stores.disk.write(STAGE_1, bytes(1));
  });

  const rowsThere = () => readFileSync(join(directory, 'progress.json'), 'utf8').trim().split('\n');
  const commandLine = () =>
    new LogDirectory(new DirectoryDisk(directory, MOUNT), MOUNT, {
      task: taskName(undefined),
      writer: 'test',
    });

  test('grows with the one here', async () => {
    await log('', 2);
    await keep();
    await log('', 4);
    await look('');
    expect(rowsThere()).toHaveLength(4);
  });

  test('grows without being read again, nor the rows here that it has', async () => {
    await log('', 2000);
    await keep();
    const read = vi.spyOn(stores.logs, 'read');
    const readThere = vi.spyOn(DirectoryHandleDisk.prototype, 'readParts');
    await new LogStore(stores.logs).write('', rows(2000, 2003), 2000 * 64);
    await look('');
    expect(rowsThere()).toHaveLength(2003);
    expect(readThere).not.toHaveBeenCalled();
    // From the piece on that has the last row of the copy; none of the three before.
    const first = read.mock.calls.filter(([, , count]) => count > 1).map(([, index]) => index);
    expect(Math.min(...first)).toBe(3);
    readThere.mockRestore();
  });

  test('is cut back where the one here was, and written anew', async () => {
    await log('', 6);
    await keep();
    await new LogStore(stores.logs).write(
      '',
      rows(2, 5).map((record) => ({ ...record, stage: 2, wallTime: record.wallTime + 100 })),
      2 * 64,
    );
    await look('');
    expect(rowsThere().map((row) => (JSON.parse(row) as Record<string, number>)['curriculum/stage'])).toEqual(
      [1, 1, 2, 2, 2],
    );
  });

  test('that the command line has written on stays, and goes on here once it was taken', async () => {
    await log('', 2);
    await keep();
    await commandLine().write(rows(2, 4), 2 * 64);
    await look('');
    expect(rowsThere()).toHaveLength(4);
    await service.calls.take({ source: { id: 'all' }, runs: [''] });
    // Nothing was taken: the file is no checkpoint. The log is.
    expect(await recordsIn(new LogStore(stores.logs).stream(''))).toEqual(rows(0, 4));
  });

  test('of another training is left as it is', async () => {
    await commandLine().write(rows(2, 3), Infinity);
    const before = rowsThere();
    await log('', 2);
    await keep();
    expect(rowsThere()).toEqual(before);
    expect(status().condition).toBe('current');
  });
});

describe('a folder that is opened', () => {
  let zip: Uint8Array<ArrayBuffer>;

  beforeEach(async () => {
    zip = await encodeCheckpoint(exampleCheckpoint());
    mkdirSync(join(directory, 'soft'));
    writeFileSync(join(directory, 'soft', fileName(AUTOSAVE_2)), zip);
    writeFileSync(join(directory, 'soft', 'stage1_50kN.zip'), 'damaged');
    writeFileSync(join(directory, 'other.zip'), 'no checkpoint');
    mkdirSync(join(directory, 'no run name!'));
    writeFileSync(join(directory, 'no run name!', 'stage1_50kN.zip'), zip);
  });

  test('shows its runs, and of each file whether it can be used', async () => {
    const { runs } = await service.calls.inspect({ handle: handle() });
    expect(runs.map(({ run }) => run)).toEqual(['soft']);
    expect(runs[0]).toMatchObject({ isLocked: false, settings: { preset: 'smoke', run: 'soft', seed: 3 } });
    expect(runs[0].files).toMatchObject([
      { path: SOFT_1, problem: expect.stringContaining('zip') as string, numTimesteps: 0 },
      { path: runDirectory('soft') + fileName(AUTOSAVE_2), problem: null, numTimesteps: 384, here: 'absent' },
    ]);
    expect(await stores.disk.list('')).toEqual([]);
  });

  test('is not taken from while its files change, nor into a run that is being trained', async () => {
    const source = { handle: handle() };
    const lock = await acquireRunLock('soft');
    await expect(service.calls.take({ source, runs: ['soft'] })).rejects.toThrow('It is being trained');
    await lock?.release();
    let reads = 0;
    const readFile = vi.spyOn(DirectoryHandleDisk.prototype, 'read').mockImplementation((path) => {
      const isAutosave = path.endsWith(fileName(AUTOSAVE_2));
      return Promise.resolve(isAutosave && ++reads > 1 ? bytes(1) : zip);
    });
    await expect(service.calls.take({ source, runs: ['soft'] })).rejects.toThrow('being written');
    expect((await stores.disk.list('')).map(({ path }) => fileName(path))).not.toContain(
      fileName(AUTOSAVE_2),
    );
    readFile.mockRestore();
  });

  test('gives this browser what can be used, byte for byte', async () => {
    await service.calls.take({ source: { handle: handle() }, runs: ['soft'] });
    const taken = await stores.disk.list('');
    expect(taken.map(({ path }) => fileName(path))).toEqual([fileName(AUTOSAVE_2)]);
    expect(await stores.disk.read(taken[0].path)).toEqual(zip);
    const { runs } = await service.calls.inspect({ handle: handle() });
    expect(runs[0].files[1].here).toBe('same');
  });
});

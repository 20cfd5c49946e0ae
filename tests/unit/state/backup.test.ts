import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { BackupCalls, FolderInspection, FolderStatus } from '../../../src/backup/protocol';
import { runDirectory } from '../../../src/checkpoint/names';
import { PRESETS } from '../../../src/curriculum/presets';
import type { CallHandlers } from '../../../src/messaging/calls';
import type { CallMessage, ServerMessage } from '../../../src/messaging/messages';
import { BackupState } from '../../../src/state/backup.svelte';
import { makePage } from '../../support/statePage';

const STAGE_1 = `${runDirectory('')}stage1_50kN.zip`;

type Answers = { -readonly [Name in keyof BackupCalls]?: CallHandlers<BackupCalls>[Name] };

/** A worker that answers at once, and tells what the test has it tell. */
class CopyWorker extends EventTarget {
  static newest: CopyWorker;
  static answers: Answers = {};
  readonly asked: CallMessage[] = [];

  constructor() {
    super();
    CopyWorker.newest = this;
  }

  postMessage({ id, call, question }: CallMessage): void {
    this.asked.push({ id, call, question });
    const answer = CopyWorker.answers[call as keyof BackupCalls] as
      ((question: unknown) => unknown) | undefined;
    queueMicrotask(() => this.say({ id, answer: answer?.(question) ?? null }));
  }

  die(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }

  terminate(): void {
    this.asked.length = 0;
  }

  say(message: ServerMessage): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
}

const folder = (name: string, permission: PermissionState = 'granted') =>
  ({ name, requestPermission: () => Promise.resolve(permission) }) as unknown as FileSystemDirectoryHandle;
const status = (changes: Partial<FolderStatus> = {}): FolderStatus => ({
  ...{ id: 'all', name: 'results', run: null, isPrivate: false, handle: folder('results') },
  ...{ condition: 'current', problem: null, files: {}, onlyThere: [] },
  ...changes,
});
const lostFile = { path: STAGE_1, size: 1, writtenAt: 2 };
const inspection = (here: 'absent' | 'same' | 'different'): FolderInspection => ({
  name: 'results',
  runs: ['', 'soft'].map((run) => ({
    run,
    isLocked: false,
    settings: run === '' ? null : { ...PRESETS.smoke, seed: 9, run },
    files: [
      {
        ...lostFile,
        path: `${runDirectory(run)}stage1_50kN.zip`,
        sha256: 'a',
        problem: null,
        numTimesteps: 5,
        here,
      },
    ],
  })),
});

function makeBackup({ canChoose = true, isKept = true } = {}) {
  const picked = folder('picked');
  const page = makePage();
  if (canChoose) vi.stubGlobal('showDirectoryPicker', () => Promise.resolve(picked));
  vi.stubGlobal('Worker', CopyWorker);
  CopyWorker.answers = {};
  const stores = isKept
    ? page.stores
    : {
        ...page.stores,
        opened: Promise.resolve({ stores: page.stores.stores, notKept: { because: 'insecure' as const } }),
      };
  const backup = new BackupState({ ...page, stores });
  return {
    ...page,
    picked,
    backup,
    asked: (name: keyof BackupCalls) =>
      CopyWorker.newest.asked.filter(({ call }) => call === name).map(({ question }) => question),
    tell: (...folders: FolderStatus[]) => CopyWorker.newest.say({ event: { type: 'status', folders } }),
  };
}

beforeEach(() => {
  CopyWorker.answers = {};
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('second copies', () => {
  test('begin with the page, in the private file system only where no folder can be chosen', async () => {
    const { backup, asked } = makeBackup();
    await backup.start();
    expect(asked('open')).toEqual([{ usesPrivateFolder: false }]);
    expect(asked('look')).toEqual([{ run: '', recordDigests: [] }]);
    vi.unstubAllGlobals();
    const elsewhere = makeBackup({ canChoose: false });
    await elsewhere.backup.start();
    expect(elsewhere.asked('open')).toEqual([{ usesPrivateFolder: true }]);
  });

  test('are gone on with by another worker, which opens them first, in the place of one that is gone', async () => {
    const { backup, asked, tell, texts } = makeBackup();
    await backup.start();
    tell(status());
    const first = CopyWorker.newest;
    first.die('out of memory');
    expect(texts()).toEqual([
      'The worker that keeps the second copy stopped (out of memory). Training and everything in this browser are untouched. ' +
        'It is started again with the next file.',
    ]);
    backup.look();
    await expect.poll(() => asked('look')).toHaveLength(1);
    expect(CopyWorker.newest).not.toBe(first);
    expect(asked('open')).toHaveLength(1);
    tell(status());
    expect(texts()).toEqual([]);
  });

  test('whose worker’s file is gone from the server are told of once, where there are any', async () => {
    const hanging = vi.spyOn(CopyWorker.prototype, 'say').mockReturnValue(undefined);
    onTestFinished(() => hanging.mockRestore());
    const told = async (canChoose: boolean) => {
      const { backup, asked, texts } = makeBackup({ canChoose });
      const started = backup.start();
      await expect.poll(() => asked('open')).not.toEqual([]);
      CopyWorker.newest.die('');
      await started;
      return texts();
    };
    expect(await told(true)).toEqual([]);
    vi.unstubAllGlobals();
    expect(await told(false)).toEqual([
      expect.stringMatching(
        /^The worker that keeps the second copy stopped \(its file could not be loaded\).*Reload the page/,
      ),
    ]);
  });

  test('are none where the browser keeps nothing', async () => {
    const { backup } = makeBackup({ isKept: false });
    const before = CopyWorker.newest;
    await backup.start();
    backup.look();
    expect(CopyWorker.newest).toBe(before);
  });

  test("go into the run's own folder, else into that of all, else into the private one", async () => {
    const { backup, settings, tell } = makeBackup();
    await backup.start();
    const own = status({ id: 'run soft', run: 'soft' });
    tell(status({ id: 'private', isPrivate: true }));
    expect(backup.folder?.id).toBe('private');
    tell(status({ id: 'private', isPrivate: true }), status(), own);
    expect(backup.folder?.id).toBe('all');
    settings.change({ ...settings.current, run: 'soft' });
    expect(backup.folder?.id).toBe('run soft');
  });

  test('that fail are told of until they are up to date, and nothing else stops', async () => {
    const { backup, tell, texts } = makeBackup();
    await backup.start();
    tell(status({ condition: 'failed', problem: 'There is no space.' }));
    expect(texts()).toEqual([
      'The second copy in the folder results is behind: There is no space. Training goes on, and it is tried again by itself.',
    ]);
    tell(status({ condition: 'copying' }));
    expect(texts()).toHaveLength(1);
    tell(status());
    expect(texts()).toEqual([]);
    tell(status({ condition: 'differs' }));
    expect(texts()[0]).toMatch(/^The second copy in the folder results does not go on/);
    tell(status({ condition: 'locked' }));
    expect(texts()).toEqual([]);
  });

  test('are kept in the folder that a person chooses, whose name outlives the database', async () => {
    const first = makeBackup();
    await first.backup.start();
    CopyWorker.answers.keep = () => (first.tell(status({ name: 'picked' })), null);
    await first.backup.keepCopy();
    expect(first.asked('keep')).toEqual([{ handle: first.picked, run: null }]);
    expect(first.browser.memory.get('tmd-lab.folders')).toBe('["picked"]');

    const { memory } = first.browser;
    const next = makeBackup();
    next.browser.memory.set('tmd-lab.folders', memory.get('tmd-lab.folders') ?? '');
    await next.backup.start();
    expect(next.backup.forgotten).toEqual(['picked']);
  });

  test('go on after the browser has asked', async () => {
    const { backup, asked, tell } = makeBackup();
    await backup.start();
    const handle = folder('results', 'granted');
    const ask = vi.spyOn(handle as unknown as { requestPermission: () => unknown }, 'requestPermission');
    tell(status({ condition: 'needsPermission', handle }));
    await backup.allow(status({ handle }));
    expect(ask).toHaveBeenCalledExactlyOnceWith({ mode: 'readwrite' });
    expect(asked('look')).toHaveLength(2);
  });
});

describe('what a copy has and this browser has not', () => {
  test('is offered everywhere only where something is amiss', async () => {
    const { backup, files, put, tell } = makeBackup();
    await backup.start();
    tell(status({ onlyThere: [lostFile] }));
    expect(backup.lost).toBe(null);
    await files.refresh();
    expect(backup.lost?.id).toBe('all');
    await put(`${runDirectory('')}stage2_100kN.zip`);
    expect(backup.lost).toBe(null);
    files.lost = [STAGE_1];
    expect(backup.lost?.id).toBe('all');
  });

  test('may be behind a permission', async () => {
    const { backup, files, tell } = makeBackup();
    await backup.start();
    await files.refresh();
    tell(status({ condition: 'needsPermission' }));
    expect(backup.lost?.id).toBe('all');
  });

  test('is shown file by file, and restored where the person says so', async () => {
    const { backup, asked, settings } = makeBackup();
    await backup.start();
    CopyWorker.answers.inspect = () => inspection('absent');
    await backup.restore(status());
    expect(asked('inspect')).toEqual([{ id: 'all' }]);
    expect(backup.opened).toMatchObject({ isKept: true });
    expect([...backup.chosen]).toEqual(['', 'soft']);
    await backup.confirm();
    expect(asked('take')).toEqual([{ source: { id: 'all' }, runs: ['', 'soft'] }]);
    expect(asked('keep')).toEqual([]);
    expect(settings.current.run).toBe('');
  });
});

describe('a folder that a person opens', () => {
  test('gives its runs, and copies go into it from then on', async () => {
    const { backup, asked, picked, settings } = makeBackup();
    await backup.start();
    CopyWorker.answers.inspect = () => inspection('absent');
    await backup.openFolder();
    backup.chosen.delete('');
    await backup.confirm();
    expect(asked('take')).toEqual([{ source: { handle: picked }, runs: ['soft'] }]);
    expect(asked('keep')).toEqual([{ handle: picked, run: 'soft' }]);
    // The page goes on with the run that was opened, as it was trained.
    expect(settings.current).toMatchObject({ run: 'soft', seed: 9 });
  });

  test.each(['it trains', 'it has gone to another run'])(
    'leaves the page at its run where %s',
    async (why) => {
      const { backup, settings, training } = makeBackup();
      await backup.start();
      CopyWorker.answers.inspect = () => inspection('absent');
      await backup.openFolder();
      backup.chosen.delete('');
      const before = settings.current;
      if (why === 'it trains') training.status = 'running';
      const taken = backup.confirm();
      if (why !== 'it trains') settings.change({ ...before, run: 'other' });
      const { current } = settings;
      await taken;
      expect(settings.current).toBe(current);
    },
  );

  test('replaces what is here only where a person ticks its run, and is left alone where they do not want it', async () => {
    const { backup, asked } = makeBackup();
    await backup.start();
    CopyWorker.answers.inspect = () => inspection('different');
    await backup.openFolder();
    expect([...backup.chosen]).toEqual([]);
    backup.chosen.add('soft');
    backup.goesOn = false;
    await backup.confirm();
    expect(asked('take')).toHaveLength(1);
    expect(asked('keep')).toEqual([]);
  });

  test('that the browser refuses is told of', async () => {
    const { backup, texts } = makeBackup();
    await backup.start();
    vi.stubGlobal('showDirectoryPicker', () =>
      Promise.reject(new DOMException('a system folder', 'SecurityError')),
    );
    await backup.openFolder();
    expect(texts()).toEqual(['a system folder']);
    expect(backup.opened).toBe(null);
  });
});

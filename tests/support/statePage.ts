import { vi } from 'vitest';
import { MemoryDisk } from '../../src/checkpoint/store/memoryDisk';
import { memoryStores } from '../../src/checkpoint/store/stores';
import { Announcements } from '../../src/state/announcements.svelte';
import { CheckpointsState } from '../../src/state/checkpoints.svelte';
import { FilesState } from '../../src/state/files.svelte';
import { LogsState } from '../../src/state/logs.svelte';
import { NoticesState } from '../../src/state/notices.svelte';
import { RunControl } from '../../src/state/runControl.svelte';
import { RunsState } from '../../src/state/runs.svelte';
import { SettingsState } from '../../src/state/settings.svelte';
import type { StoresState } from '../../src/state/stores.svelte';
import { TrainingState } from '../../src/state/training.svelte';
import { UploadState } from '../../src/state/upload.svelte';
import type { TrainerEvent } from '../../src/trainer/protocol';

/**
 * What the page finds in a browser: an address, a history, a memory and the locks of other tabs. Undo it with
 * `vi.unstubAllGlobals()`.
 */
export function standInBrowser(address = 'http://localhost/') {
  const memory = new Map<string, string>();
  const location = { hash: '', search: '', href: '', origin: '', pathname: '' };
  const goTo = (to: string | URL) => {
    const { hash, search, href, origin, pathname } = new URL(to, location.href || undefined);
    Object.assign(location, { hash, search, href, origin, pathname });
  };
  goTo(address);
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', { replaceState: (_: unknown, __: string, to: string | URL) => goTo(to) });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, text: string) => memory.set(key, text),
    removeItem: (key: string) => memory.delete(key),
  });
  const storage = { isPersisted: false, asked: 0 };
  const locks: { name: string }[] = [];
  vi.stubGlobal('navigator', {
    storage: {
      persisted: () => Promise.resolve(storage.isPersisted),
      persist: () => Promise.resolve((storage.isPersisted = ++storage.asked > 0)),
      estimate: () => Promise.resolve({ usage: 1, quota: 2 }),
    },
    locks: { query: () => Promise.resolve({ held: locks }) },
  });
  return { location, memory, goTo, storage, locks };
}

/** A worker that does nothing by itself: tests read what it was sent and say what it answers. */
class StandInWorker extends EventTarget {
  static newest: StandInWorker;
  readonly sent: unknown[] = [];

  constructor() {
    super();
    StandInWorker.newest = this;
  }

  postMessage(message: unknown): void {
    this.sent.push(message);
  }

  terminate(): void {
    this.sent.length = 0;
  }
}

/** The page's state as `AppState` builds it, above stores in memory and a worker that tests speak for. */
export function makePage({ isKept = true, address = 'http://localhost/#preset=smoke' } = {}) {
  const browser = standInBrowser(address);
  vi.stubGlobal('Worker', StandInWorker);
  const disk = new MemoryDisk();
  const kept = { ...memoryStores(), disk };
  const stores: StoresState = {
    opened: Promise.resolve({ stores: kept, notKept: null }),
    stores: kept,
    notKept: isKept ? null : { because: 'unavailable', reason: 'blocked' },
    isOpened: true,
    isSilent: false,
    isKept,
    isUnguarded: false,
  };
  const notices = new NoticesState();
  const announcements = new Announcements();
  const settings = new SettingsState();
  const files = new FilesState(stores, settings, notices);
  const logs = new LogsState(stores);
  const training = new TrainingState(stores, settings, files, logs, announcements, notices);
  const worker = () => StandInWorker.newest;
  const checkpoints = new CheckpointsState(settings, files, training, notices);
  return {
    ...{ browser, disk, stores, notices, announcements, settings, files, logs, training, checkpoints },
    control: new RunControl(stores, settings, files, training),
    runs: new RunsState(settings, files, training, checkpoints.details, notices),
    upload: new UploadState(training, settings, files, notices),
    /** What the page has asked of the worker, by type. */
    commands: (type: string) =>
      worker().sent.filter(
        (message): message is Record<string, unknown> =>
          typeof message === 'object' && message !== null && 'type' in message && message.type === type,
      ),
    /** The worker says something. */
    hear: (event: TrainerEvent) => worker().dispatchEvent(new MessageEvent('message', { data: event })),
    /** The worker dies; the page then has another. */
    die: (message: string) => worker().dispatchEvent(Object.assign(new Event('error'), { message })),
    texts: () => notices.current.map(({ text }) => text),
    /** Puts files into the store and has the page see them. */
    put: async (...paths: readonly string[]) => {
      for (const path of paths) await disk.write(path, new Uint8Array([1, 2, 3]));
      await files.refresh();
    },
  };
}

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
import { SeriesState } from '../../src/state/series.svelte';
import { SettingsState } from '../../src/state/settings.svelte';
import type { StoresState } from '../../src/state/stores.svelte';
import { TrainingState } from '../../src/state/training.svelte';
import { UploadState } from '../../src/state/upload.svelte';
import { toProblem } from '../../src/errors/problem';
import type { CallHandlers } from '../../src/messaging/calls';
import type { CallMessage, ServerMessage } from '../../src/messaging/messages';
import type { Told, TrainerCalls, TrainerEvent } from '../../src/trainer/protocol';

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

type Answers = Partial<CallHandlers<TrainerCalls>>;

/** A worker that does nothing by itself: tests read what it was asked, and say what it answers. */
class StandInWorker extends EventTarget {
  static newest: StandInWorker;
  /** What every one of them answers by itself. */
  static answers: Answers = {};
  readonly asked: CallMessage[] = [];
  readonly #waiting: CallMessage[] = [];

  constructor() {
    super();
    StandInWorker.newest = this;
  }

  postMessage(message: CallMessage): void {
    this.asked.push(message);
    this.#waiting.push(message);
    const answer = StandInWorker.answers[message.call as keyof Answers] as
      ((question: unknown) => unknown) | undefined;
    if (!answer) return;
    // Not at once: no worker is as quick.
    const answered = Promise.resolve().then(() => answer(message.question));
    answered.then(
      (value) => this.#say({ id: this.#take(message.call), answer: value }),
      (error: unknown) => this.#say({ id: this.#take(message.call), problem: toProblem(error) }),
    );
  }

  terminate(): void {
    this.asked.length = 0;
    this.#waiting.length = 0;
  }

  /** Answers the oldest call of this name that waits. */
  answer(call: PropertyKey, answer: unknown): void {
    this.#say({ id: this.#take(call), answer });
  }

  tell(told: Told): void {
    this.#say({ event: told });
  }

  speak(): void {
    this.#say({ pong: true });
  }

  die(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }

  #take(call: PropertyKey): number {
    const index = this.#waiting.findIndex((each) => each.call === call);
    if (index < 0) throw new Error(`nobody waits for ${String(call)}`);
    return this.#waiting.splice(index, 1)[0].id;
  }

  #say(message: ServerMessage): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
}

/** The page's state as `AppState` builds it, above stores in memory and a worker that tests speak for. */
export function makePage({ isKept = true, address = 'http://localhost/#preset=smoke' } = {}) {
  const browser = standInBrowser(address);
  vi.stubGlobal('Worker', StandInWorker);
  StandInWorker.answers = {};
  const disk = new MemoryDisk();
  const kept = { ...memoryStores(), disk };
  const stores: StoresState = {
    opened: Promise.resolve({ stores: kept, notKept: null }),
    stores: kept,
    notKept: isKept ? null : { because: 'unavailable', reason: 'blocked' },
    isOpened: true,
    isOutdated: false,
    isSilent: false,
    isKept,
    isUnguarded: false,
  };
  const notices = new NoticesState();
  const announcements = new Announcements();
  const settings = new SettingsState();
  const files = new FilesState(stores, settings, notices);
  const logs = new LogsState(stores);
  const suspected: unknown[] = [];
  const installation = { suspect: (error: unknown) => void suspected.push(error) };
  const notified: string[] = [];
  const notifications = {
    tellSaved: (path: string) => {
      notified.push(path);
      return Promise.resolve();
    },
  };
  const told = { announcements, notices, notifications, installation };
  const training = new TrainingState({ stores, settings, files, logs, ...told });
  const worker = () => StandInWorker.newest;
  const checkpoints = new CheckpointsState(settings, files, training, notices);
  const control = new RunControl({ settings, files, training, checkpoints });
  const runs = new RunsState({ settings, files, training, checkpoints, notices });
  return {
    browser,
    disk,
    stores,
    notices,
    announcements,
    settings,
    files,
    logs,
    training,
    checkpoints,
    control,
    runs,
    series: new SeriesState({ settings, files, training, control, checkpoints, runs }),
    upload: new UploadState(training, settings, files, notices),
    /** Files that people were told of outside of the page. */
    notified,
    /** What a missing file may be behind. */
    suspected,
    /** The questions of the calls of this name that the worker has got. */
    questions: <Name extends keyof TrainerCalls>(name: Name) =>
      worker()
        .asked.filter(({ call }) => call === name)
        .map(({ question }) => question as TrainerCalls[Name]['question']),
    /** What the worker answers by itself, from now on. */
    serve: (answers: Answers) => Object.assign(StandInWorker.answers, answers),
    /** The worker answers the oldest call of this name that waits; resolves when whoever asked has heard. */
    answer: async <Name extends keyof TrainerCalls>(name: Name, answer: TrainerCalls[Name]['answer']) => {
      worker().answer(name, answer);
      await new Promise((resolve) => setTimeout(resolve));
    },
    /** The worker tells of something, of the run on the page unless another is named. */
    hear: (event: TrainerEvent, run: string | null = settings.current.run) => worker().tell({ run, event }),
    /** The worker gives a sign of life. */
    speak: () => worker().speak(),
    /** The worker dies; the page then has another. */
    die: (message: string) => worker().die(message),
    texts: () => notices.current.map(({ text }) => text),
    /** Puts files into the store and has the page see them. */
    put: async (...paths: readonly string[]) => {
      for (const path of paths) await disk.write(path, new Uint8Array([1, 2, 3]));
      await files.refresh();
    },
  };
}

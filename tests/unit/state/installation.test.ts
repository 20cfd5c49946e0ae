import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WorkerClosedError } from '../../../src/messaging/errors';
import { InstallationState } from '../../../src/state/installation.svelte';
import { standInBrowser } from '../../support/statePage';

beforeEach(() => vi.stubEnv('PROD', true));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

class StandInServiceWorker extends EventTarget {
  readonly heard: unknown[] = [];
  readonly scriptURL: string;
  state = 'installing';

  constructor(scriptURL = 'http://localhost/serviceWorker.js') {
    super();
    this.scriptURL = scriptURL;
  }

  postMessage(message: unknown): void {
    this.heard.push(message);
  }

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

type Slot = StandInServiceWorker | null;

function standIn(slots: { active?: Slot; waiting?: Slot; installing?: Slot; controller?: Slot } = {}) {
  const { locks, location } = standInBrowser();
  const registration = Object.assign(new EventTarget(), {
    active: slots.active ?? null,
    waiting: slots.waiting ?? null,
    installing: slots.installing ?? null,
    update: vi.fn(() => Promise.resolve()),
  });
  const container = Object.assign(new EventTarget(), {
    controller: slots.controller ?? null,
    register: vi.fn(() => Promise.resolve(registration)),
  });
  const page = Object.assign(new EventTarget(), { hidden: false });
  const reload = vi.fn();
  Object.assign(location, { reload });
  Object.assign(navigator, { serviceWorker: container });
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', page);
  return { registration, container, page, locks, reload };
}

describe('the page as an installed app', () => {
  test('is ready for offline use once its first worker is active; that is no update', async () => {
    const first = new StandInServiceWorker();
    const { container } = standIn({ installing: first });
    const installation = new InstallationState();
    await installation.register();
    expect(container.register).toHaveBeenCalledTimes(1);
    expect(installation).toMatchObject({ isOfflineReady: false, update: 'none' });
    first.become('installed');
    first.become('activated');
    expect(installation).toMatchObject({ isOfflineReady: true, update: 'none' });
  });

  test('offers a new version that arrives while it is open, or that waits already', async () => {
    const active = new StandInServiceWorker();
    const { registration } = standIn({ active });
    const installation = new InstallationState();
    await installation.register();
    const next = new StandInServiceWorker();
    registration.installing = next;
    registration.dispatchEvent(new Event('updatefound'));
    expect(installation.update).toBe('none');
    next.become('installed');
    expect(installation.update).toBe('offered');
    vi.unstubAllGlobals();
    standIn({ active, waiting: next });
    const later = new InstallationState();
    await later.register();
    expect(later).toMatchObject({ update: 'offered', isOfflineReady: true });
  });

  test('does not change its files while a tab trains, and reloads once the new version is there', async () => {
    const waiting = new StandInServiceWorker();
    const active = new StandInServiceWorker();
    const { locks, container, reload } = standIn({ active, waiting, controller: active });
    const installation = new InstallationState();
    await installation.register();
    locks.push({ name: 'tmd-lab:models/rl_v9_advanced/' });
    await installation.applyUpdate();
    expect(installation.problem).toMatch(/A tab of this page is training/);
    expect(waiting.heard).toEqual([]);
    locks.pop();
    await installation.applyUpdate();
    expect(installation.problem).toBe(null);
    expect(waiting.heard).toEqual(['SKIP_WAITING']);
    expect(reload).not.toHaveBeenCalled();
    container.controller = waiting;
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).toHaveBeenCalledTimes(1);
    // Where the person stays after all, the page says that it can be reloaded, and does not do so by itself.
    expect(installation.update).toBe('applied');
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test('says that another tab has put a new version in place, and does not reload by itself', async () => {
    const active = new StandInServiceWorker();
    const { container, reload } = standIn({ active, controller: active });
    const installation = new InstallationState();
    await installation.register();
    container.controller = new StandInServiceWorker();
    container.dispatchEvent(new Event('controllerchange'));
    expect(installation.update).toBe('inPlace');
    expect(reload).not.toHaveBeenCalled();
  });

  test('takes over from the page of a folder above without calling it an update', async () => {
    const above = new StandInServiceWorker('http://localhost/above/serviceWorker.js');
    const { container } = standIn({ controller: above });
    const installation = new InstallationState();
    await installation.register();
    container.controller = new StandInServiceWorker();
    container.dispatchEvent(new Event('controllerchange'));
    expect(installation.update).toBe('none');
  });

  test('looks for a new version when it is seen again, once an hour', async () => {
    const { registration, page } = standIn({ active: new StandInServiceWorker() });
    const now = vi.spyOn(Date, 'now').mockReturnValue(0);
    const installation = new InstallationState();
    await installation.register();
    const seeAt = (time: number, hidden = false) => {
      now.mockReturnValue(time);
      page.hidden = hidden;
      page.dispatchEvent(new Event('visibilitychange'));
      return registration.update.mock.calls.length;
    };
    const hour = 3_600_000;
    expect([seeAt(hour - 1), seeAt(hour, true), seeAt(hour), seeAt(hour + 1)]).toEqual([0, 0, 1, 1]);
    now.mockRestore();
  });

  test('is offered once for installing, where the browser can', async () => {
    standIn();
    const installation = new InstallationState();
    await installation.register();
    expect(installation.canInstall).toBe(false);
    const prompt = vi.fn(() => Promise.resolve({ outcome: 'accepted' }));
    const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt });
    window.dispatchEvent(offer);
    expect([installation.canInstall, offer.defaultPrevented]).toEqual([true, true]);
    await installation.install();
    await installation.install();
    expect(prompt).toHaveBeenCalledTimes(1);
    expect(installation.canInstall).toBe(false);
  });
});

describe('a file of this version that cannot be loaded', () => {
  const MISSING = new TypeError('Failed to fetch dynamically imported module: http://localhost/a.js');
  const unloaded = new WorkerClosedError('The worker stopped.', 'its file could not be loaded', false);
  const serverAnswers = (answer: Promise<unknown>) =>
    vi.stubGlobal(
      'fetch',
      vi.fn(() => answer),
    );

  test.each([MISSING, unloaded])(
    'means that a new one is there, where the server answers: %s',
    async (error) => {
      standIn();
      serverAnswers(Promise.resolve({ ok: true }));
      const installation = new InstallationState();
      installation.suspect(error);
      await expect.poll(() => installation.update).toBe('replaced');
    },
  );

  test('means nothing where there is no network, and neither does another failure', async () => {
    standIn();
    serverAnswers(Promise.reject(new TypeError('Failed to fetch')));
    const installation = new InstallationState();
    installation.suspect(MISSING);
    installation.suspect(new Error('something else'));
    installation.suspect(new WorkerClosedError('The worker stopped.', 'out of memory', true));
    await new Promise((resolve) => setTimeout(resolve));
    expect([installation.update, vi.mocked(fetch).mock.calls.length]).toEqual(['none', 1]);
  });
});

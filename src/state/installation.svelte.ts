import { lockedRuns } from '../checkpoint/store/runLock';
import { messageOf } from '../errors/problem';
import { WorkerClosedError } from '../messaging/errors';
import { isMissingModule } from '../platform/missingModule';
import { serviceWorkers } from '../platform/serviceWorkers';
import { SKIP_WAITING } from '../serviceWorker/skipWaiting';
import { updateText as text } from '../strings/storage';

/** How a browser offers to install the page; Chrome and Edge alone fire it. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

type Update =
  | 'none'
  /** A new version waits for the user's word. */
  | 'offered'
  /** Another tab has put it in place; this one still runs the old version. */
  | 'inPlace'
  /** It is in place, and whoever put it there has not let the page reload. */
  | 'applied'
  /** It is on the server, where files of this one are gone that no service worker has kept. */
  | 'replaced';

/** Milliseconds between two looks for a new version. */
const UPDATE_INTERVAL = 3_600_000;

/** The page as an installed app: kept for offline use, and updated when the user says so. */
export class InstallationState {
  #registration: ServiceWorkerRegistration | null = null;
  #installPrompt: InstallPromptEvent | null = $state.raw(null);
  #isApplying = false;
  #lookedAt = Date.now();

  update: Update = $state('none');
  /** All files of the page are kept on this machine. */
  isOfflineReady = $state(false);
  /** Why the update was not applied. */
  problem: string | null = $state(null);

  readonly canInstall: boolean = $derived(this.#installPrompt !== null);

  /** Call once the page has loaded: keeping its files for offline use can wait until then. */
  async register(): Promise<void> {
    window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#installPrompt = event as InstallPromptEvent;
    });
    window.addEventListener('appinstalled', () => (this.#installPrompt = null));
    const serviceWorker = serviceWorkers();
    if (!serviceWorker || !import.meta.env.PROD) return;
    let { controller } = serviceWorker;
    serviceWorker.addEventListener('controllerchange', () => {
      // Before this page's first worker, that of a folder above it may have been in control.
      const isUpdate = controller?.scriptURL === serviceWorker.controller?.scriptURL;
      controller = serviceWorker.controller;
      if (this.#isApplying) {
        // A person may choose to stay: they can reload later.
        this.#isApplying = false;
        this.update = 'applied';
        location.reload();
      } else if (isUpdate) this.update = 'inPlace';
    });
    const base = import.meta.env.BASE_URL;
    const registration = await serviceWorker.register(`${base}serviceWorker.js`, { scope: base });
    this.#registration = registration;
    this.isOfflineReady = registration.active !== null;
    this.#watch(registration.installing);
    if (registration.waiting) this.update = 'offered';
    registration.addEventListener('updatefound', () => this.#watch(registration.installing));
    document.addEventListener('visibilitychange', () => this.#lookForUpdate());
  }

  /** Asks the browser to install the page, with its own dialog. */
  async install(): Promise<void> {
    const prompt = this.#installPrompt;
    // It can be used once.
    this.#installPrompt = null;
    await prompt?.prompt();
  }

  /** Puts the new version in place and reloads, unless a tab trains: its files would change under it. */
  async applyUpdate(): Promise<void> {
    if ((await lockedRuns()).length > 0) {
      this.problem = text.tabTrains;
      return;
    }
    this.problem = null;
    this.#isApplying = true;
    this.#registration?.waiting?.postMessage(SKIP_WAITING);
  }

  /**
   * Looks into a failure: where a file of this version is gone while the server answers, a new version is there.
   *
   * @param error whatever was thrown
   */
  suspect(error: unknown): void {
    const isMissing =
      error instanceof WorkerClosedError ? !error.isLoaded : isMissingModule(messageOf(error));
    if (!isMissing || this.update === 'inPlace' || this.update === 'applied') return;
    // Without a network everything is missing, and nothing is new.
    fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
      ({ ok }) => {
        if (ok) this.update = 'replaced';
      },
      () => undefined,
    );
  }

  #watch(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'activated') this.isOfflineReady = true;
      if (worker.state === 'installed' && this.#registration?.active) this.update = 'offered';
    });
  }

  /** Browsers look by themselves when a page is opened; one that stays open for days is opened once. */
  #lookForUpdate(): void {
    if (document.hidden || Date.now() - this.#lookedAt < UPDATE_INTERVAL) return;
    this.#lookedAt = Date.now();
    // Without a network there is nothing to find, and the next look comes.
    this.#registration?.update().catch(() => undefined);
  }
}

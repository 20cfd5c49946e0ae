import { fileName, parseCheckpointName, runOf } from '../checkpoint/names';
import { recall, remember } from '../platform/memory';
import { askToNotify, hasNotifications, mayNotify, notify } from '../platform/notifications';
import { notificationsText as text } from '../strings/notifications';

const KEY = 'tmd-lab.notifications';

/** Tells of the end of a stage outside of the page, if the user has asked for it. */
export class StageNotifications {
  /** This browser has notifications at all. */
  readonly isSupported = hasNotifications();
  isOn = $state(false);
  /** The browser does not let the page notify. */
  isRefused = $state(false);

  constructor() {
    this.isOn = mayNotify() && recall(KEY) === 'on';
  }

  /** Call on a user's click: the browser may ask for a permission. */
  async turn(on: boolean): Promise<void> {
    const isGranted = on && (await askToNotify());
    this.isOn = isGranted;
    this.isRefused = on && !isGranted;
    remember(KEY, isGranted ? 'on' : 'off');
  }

  /**
   * @param path of a checkpoint that was written
   * @param isKept false: it is gone when the page is closed
   * @throws what the browser says when it does not show it
   */
  async tellSaved(path: string, isKept: boolean): Promise<void> {
    const file = fileName(path);
    const name = parseCheckpointName(file);
    const run = runOf(path);
    if (name?.kind === 'completed') await this.#tell(run, text.completed(run, name.stage, file, isKept));
    else if (name?.kind === 'final') await this.#tell(run, text.final(run, isKept));
    else if (name?.kind === 'ERROR') await this.#tell(run, text.error(run, name.stage, file));
  }

  /** Nobody has to be told of what is before their eyes. */
  async #tell(
    run: string,
    { title, body }: { readonly title: string; readonly body: string },
  ): Promise<void> {
    if (!this.isOn || document.visibilityState === 'visible') return;
    // A run's newest takes the place of its last one, and of no other run's.
    const tag = run === '' ? 'tmd-lab' : `tmd-lab ${run}`;
    const options = { body, icon: `${import.meta.env.BASE_URL}icon-192.png`, tag };
    await notify(title, options);
  }
}

import { untrack } from 'svelte';
import { messageOf } from '../errors/problem';

/** Something that a person wanted; gone when it is wanted again. */
const WANTED = [
  'upload',
  'deletion',
  'download',
  'export',
  'persistence',
  'folder',
  'run',
  'record',
  'comparison',
  'printing',
  'installing',
] as const;

/** What a notice is about. Each has one notice at most: that of its last failure. */
export type NoticeCause =
  | (typeof WANTED)[number]
  /** What the browser did to the storage by itself. */
  | 'storage'
  /** The files of all runs could not be listed; gone once they can. */
  | 'listing'
  /** Files that the browser lost could not be written again from memory; gone once they could. */
  | 'writingAgain'
  /** Nobody can tell which runs other tabs work on; gone once somebody can. */
  | 'locks'
  /** The log and the console of a run could not be opened; gone once they can. */
  | 'log'
  /** How the last training ended; gone when another begins. */
  | 'training'
  /** The worker that trains says nothing; gone once it does, or is gone itself. */
  | 'silence'
  /** The worker of a training is gone, and what became of the training; gone when another begins. */
  | 'worker'
  /** The user's own earthquakes could not be listed; gone once they can. */
  | 'recordListing'
  /** The built-in earthquakes could not be made; gone once they can. */
  | 'builtInRecords'
  /** A second copy is behind because something failed; gone once it is up to date. */
  | 'copy'
  /** The worker of the second copies cannot be asked; gone once it can. */
  | 'copying'
  | 'offline'
  | 'notification';

export interface Notice {
  readonly from: NoticeCause;
  readonly text: string;
  /** What a person can do about it here and now. */
  readonly action?: { readonly label: string; readonly act: () => void };
}

/** Whether somebody waits for it, who would otherwise think that nothing has happened. */
export function isWaitedFor({ from }: Notice): boolean {
  return WANTED.some((wanted) => wanted === from);
}

/** What is told to a person. A notice stays until it is dismissed or its cause is gone, whatever else goes well. */
export class NoticesState {
  /** In the order in which they were first told. */
  current: readonly Notice[] = $state.raw([]);

  /** @param error whatever was thrown, or a sentence */
  tell(error: unknown, { from, action }: Omit<Notice, 'text'>): void {
    const text = messageOf(error);
    const { current, before } = this.#now(from);
    // What fails every two seconds is said once.
    if (before?.text === text) return;
    const notice = action ? { from, text, action } : { from, text };
    this.current = before ? current.map((each) => (each === before ? notice : each)) : [...current, notice];
  }

  /** The cause is gone, or the person has read of it. */
  clear(from: NoticeCause): void {
    const { current, before } = this.#now(from);
    if (before) this.current = current.filter((notice) => notice !== before);
  }

  has(from: NoticeCause): boolean {
    return this.#now(from).before !== undefined;
  }

  /**
   * Does what a person wants: what it failed with before is gone, and what it fails with now is told.
   *
   * @returns whether it is done
   */
  async attempt(from: NoticeCause, action: () => Promise<unknown>): Promise<boolean> {
    this.clear(from);
    try {
      await action();
      return true;
    } catch (error) {
      this.tell(error, { from });
      return false;
    }
  }

  /** Follows what goes on by itself: its failure is told until it succeeds again. */
  follow(from: NoticeCause, work: Promise<unknown>): void {
    work.then(
      () => this.clear(from),
      (error: unknown) => this.tell(error, { from }),
    );
  }

  /** Untracked: an effect that tells of something is not run again by what it told. */
  #now(from: NoticeCause) {
    const current = untrack(() => this.current);
    return { current, before: current.find((notice) => notice.from === from) };
  }
}

import type { NotKept, OpenedStores } from '../checkpoint/store/openStores';
import { openStores } from '../checkpoint/store/openStores';
import { laterStores } from '../checkpoint/store/relayedStores';
import { canLock } from '../checkpoint/store/runLock';
import type { Stores } from '../checkpoint/store/stores';
import { storesText as text } from '../strings/stores';
import type { NoticesState } from './notices.svelte';

/** Where the page keeps its files and logs, and for how long: in the browser's storage, or in memory where it has none. */
export class StoresState {
  /** For whoever shares them, once it is known which they are. */
  readonly opened: Promise<OpenedStores>;
  readonly stores: Stores;

  /** Why nothing outlives the page; null: it does, or it is not known yet. */
  notKept: NotKept | null = $state.raw(null);
  /** It is known where files go. */
  isOpened = $state(false);
  /** A newer version of the page has taken over the storage: this one may read and not write. */
  isOutdated = $state(false);
  /** The browser's storage takes longer to answer than storages do; it is being asked anew. */
  isSilent = $state(false);

  readonly isKept: boolean = $derived(this.notKept === null);
  /** The files outlive the page, and nothing keeps two tabs from training the same run. */
  readonly isUnguarded: boolean = $derived(this.isOpened && this.isKept && !canLock());

  constructor(notices: NoticesState) {
    const tell = (words: unknown) => notices.tell(words, { from: 'storage' });
    this.opened = openStores((event) => {
      if (event.kind === 'emptied') tell(text.emptied(event.message));
      else if (event.kind === 'outdated') this.isOutdated = true;
      else this.isSilent = event.kind === 'silent';
    });
    this.stores = laterStores(this.opened.then(({ stores }) => stores));
    const show = ({ notKept }: OpenedStores) => {
      this.notKept = notKept;
      this.isOpened = true;
    };
    this.opened.then(show, tell);
  }
}

/** What the browser did to the storage by itself. */
export type StorageNotice =
  /** It found the database damaged and emptied it. */
  | { readonly kind: 'emptied'; readonly message: string }
  /** A newer version of the page has taken over: what it keeps can be read here, and nothing can be written. */
  | { readonly kind: 'outdated' }
  /** A call has not ended for longer than calls take; it is tried anew. */
  | { readonly kind: 'silent' }
  /** After a silence, a call has ended. */
  | { readonly kind: 'answered' };

/** Entry and content are separate values, so that a listing loads no contents; one transaction writes both. */
export const entryKey = (path: string) => ['entry', path];
export const contentKey = (path: string) => ['content', path];

/** Notes that a file was deleted on purpose; its value is when. */
export const deletedKey = (path: string) => ['deleted', path];
export const deletedKeys = () => IDBKeyRange.bound(['deleted'], ['deleted', []]);

/** Where a write of many files puts their contents until all of them are there. */
export const stagedKey = (begunAt: number, id: string, index: number) => ['staged', begunAt, id, index];
/** What was put aside by writes that began before `time`, milliseconds since 1970. */
export const stagedBefore = (time: number) => IDBKeyRange.bound(['staged', -Infinity], ['staged', time]);

/** Puts a file in its place, within a transaction. */
export function putFile(store: IDBObjectStore, entry: { readonly path: string }, content: unknown): void {
  // A content that is gone is found out, and told, when the file is read.
  if (content) store.put(content, contentKey(entry.path));
  store.put(entry, entryKey(entry.path));
  store.delete(deletedKey(entry.path));
}

/** Takes a file away, within a transaction. */
export function removeFile(store: IDBObjectStore, path: string): void {
  store.delete(entryKey(path));
  store.delete(contentKey(path));
}

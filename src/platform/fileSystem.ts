/**
 * Folders of the machine and the origin's private file system, as far as the browser has them. Each capability is looked
 * for by itself: Chromium has all of them, Firefox no picker, and Safari before 26 no `createWritable`.
 */

/** Not in TypeScript's library yet: the picker and permissions are Chromium's, sync access handles a worker's. */
interface PickerScope {
  showDirectoryPicker?: (options: {
    readonly id: string;
    readonly mode: 'readwrite';
  }) => Promise<FileSystemDirectoryHandle>;
}

type Permission = { readonly mode: 'readwrite' };

interface Permitted {
  queryPermission?: (permission: Permission) => Promise<PermissionState>;
  requestPermission?: (permission: Permission) => Promise<PermissionState>;
}

interface SyncAccessHandle {
  write: (bytes: Uint8Array, options: { readonly at: number }) => number;
  truncate: (size: number) => void;
  getSize: () => number;
  flush: () => void;
  close: () => void;
}

export interface MovableFileHandle extends FileSystemFileHandle {
  /** Renames the file within its folder. In the private file system, a file of that name is replaced. */
  move: (name: string) => Promise<void>;
}

/** What a worker may do with a file of the private file system. */
export interface PrivateFileHandle extends MovableFileHandle {
  createSyncAccessHandle: () => Promise<SyncAccessHandle>;
}

/** How a file can be replaced whole or not at all. */
export type AtomicWrite =
  /** `createWritable` writes beside the file and swaps the two when it is closed. */
  | 'swap'
  /** A file of another name is written and flushed, then renamed. */
  | 'rename';

/** @returns null where this thread has no way to replace a file whole or not at all */
export function atomicWrite(): AtomicWrite | null {
  const { FileSystemFileHandle: handle } = globalThis as { FileSystemFileHandle?: { prototype: object } };
  if (!handle) return null;
  if ('createWritable' in handle.prototype) return 'swap';
  return 'createSyncAccessHandle' in handle.prototype && 'move' in handle.prototype ? 'rename' : null;
}

export function canChooseFolder(): boolean {
  return typeof (globalThis as PickerScope).showDirectoryPicker === 'function';
}

/**
 * Lets a person choose a folder of the machine that the page may write to; call it on a click.
 *
 * @returns null where nothing was chosen
 * @throws what the browser says where it refuses, of a system's folder for instance
 */
export async function chooseFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    const choose = (globalThis as PickerScope).showDirectoryPicker;
    return (await choose?.call(globalThis, { id: 'tmd-lab', mode: 'readwrite' })) ?? null;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

/**
 * A folder of the origin's private file system, which is made where it is missing.
 *
 * @returns null where the browser has none, or keeps nothing of the site
 */
export async function privateFolder(name: string): Promise<FileSystemDirectoryHandle | null> {
  try {
    const root = await (navigator.storage as Partial<StorageManager> | undefined)?.getDirectory?.();
    return (await root?.getDirectoryHandle(name, { create: true })) ?? null;
  } catch {
    return null;
  }
}

/** Whether a folder may be written to without asking: folders of the private file system always may. */
export async function mayWrite(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const { queryPermission } = folder as Permitted;
  return !queryPermission || (await queryPermission.call(folder, { mode: 'readwrite' })) === 'granted';
}

/** Has the browser ask whether a folder may be written to; call it on a click, in the page. */
export async function askToWrite(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const { requestPermission } = folder as Permitted;
  return !requestPermission || (await requestPermission.call(folder, { mode: 'readwrite' })) === 'granted';
}

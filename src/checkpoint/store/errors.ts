import { fileName } from '../names';

/** There is no file of this path. */
export class FileMissingError extends Error {
  override readonly name = 'FileMissingError';

  constructor(readonly path: string) {
    super(
      `There is no file ${path}. Other files are untouched. ` +
        'It may have been deleted elsewhere: look at the list of files again.',
    );
  }
}

/** A file is there, but its bytes are not the ones that were written. */
export class FileCorruptError extends Error {
  override readonly name = 'FileCorruptError';

  /** @param reason what was found, as part of a sentence */
  constructor(
    readonly path: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `${path} is damaged: ${reason}. Nothing was changed and other files are untouched. ` +
        `Delete ${fileName(path)} to go on without it, or put a good copy in its place.`,
      options,
    );
  }
}

/** A file is a sound zip with a model that cannot be trained on here, or no model's at all. */
export class FileUnsuitableError extends Error {
  override readonly name = 'FileUnsuitableError';

  /** @param reason what it is, a sentence without its full stop */
  constructor(
    readonly path: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `${path} cannot be trained on: ${reason}. Nothing was changed and other files are untouched. ` +
        `Move ${fileName(path)} to another place to go on without it, or put a checkpoint of this task in its place.`,
      options,
    );
  }
}

/** The browser or a quota grants no more space, or the machine's disk is full. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';

  /** @param size of the file that did not fit, bytes */
  constructor(
    readonly path: string,
    readonly size: number,
    options?: ErrorOptions,
  ) {
    super(
      `There is no space for ${path} (${(size / 1e6).toFixed(1)} MB). All stored files are untouched. ` +
        'Delete checkpoints that you no longer need, or keep a copy of elsewhere, or free space on this machine.',
      options,
    );
  }
}

/** A run was to get the name of another one. */
export class RunExistsError extends Error {
  override readonly name = 'RunExistsError';

  constructor(directory: string) {
    super(`There are files in ${directory} already. Nothing was changed. Choose a name that is not in use.`);
  }
}

/** The storage as a whole cannot be used; says nothing about any file in it. */
export class StorageError extends Error {
  override readonly name: string = 'StorageError';
}

/** The browser does not open its storage, or fails to read or write it: storage switched off, a private window, a failing disk. */
export class StorageUnavailableError extends StorageError {
  override readonly name = 'StorageUnavailableError';

  /** What the browser said. */
  readonly reason: string;

  constructor(options: { readonly cause: unknown }) {
    const reason = describe(options.cause);
    super(
      `The browser's storage cannot be used (${reason}). This page has changed nothing in it, and tries again. ` +
        'Download what is not saved: it is in this tab only. Then free space on this machine, allow this site to store data, ' +
        'or leave private browsing.',
      options,
    );
    this.reason = reason;
  }
}

/** What the browser says of a folder that is gone, or that the page may not use. */
const WHOLE_FOLDER: readonly string[] = ['NotFoundError', 'NotAllowedError', 'SecurityError'];

/** A file or a folder that the browser opened for the page cannot be read or written: it was moved, or may not be written to. */
export class FolderError extends StorageError {
  override readonly name = 'FolderError';

  /** Nothing else in the folder can be used either: it is gone, or this page may not use it any more. */
  readonly isOfWholeFolder: boolean;

  /** @param action what could not be done to it, as a participle */
  constructor(file: string, action: 'read' | 'written' | 'deleted', cause: unknown) {
    super(
      `${file} could not be ${action} (${describe(cause)}). All other files are untouched. ` +
        'Check that the folder is still there and that this page may write to it.',
      { cause },
    );
    this.isOfWholeFolder = cause instanceof DOMException && WHOLE_FOLDER.includes(cause.name);
  }
}

/** A tab with an older version of the page keeps this one from its storage. */
export class StorageBlockedError extends StorageError {
  override readonly name = 'StorageBlockedError';

  constructor() {
    super(
      'Another tab holds the storage in the format of an older version of this page. Stored files are untouched. ' +
        'Close the other tabs of this page and try again.',
    );
  }
}

/** A newer version of the page, in another tab, has taken over the storage. */
export class StorageOutdatedError extends StorageError {
  override readonly name = 'StorageOutdatedError';

  constructor() {
    super(
      'The storage has the format of a newer version of this page. Stored files are untouched. ' +
        'Download what is not saved, then reload the page to get the newer version.',
    );
  }
}

/** The browser's storage does not answer: neither yes nor no has come, however often it was asked. */
export class StorageSilentError extends StorageError {
  override readonly name = 'StorageSilentError';

  /** @param waited milliseconds */
  constructor(waited: number) {
    super(
      `The browser's storage has not answered for ${Math.round(waited / 1000)} s. Stored files are untouched. ` +
        'Download what is not saved, then reload the page; if that does not help, close the browser and open it again.',
    );
  }
}

/** What a failure of IndexedDB that concerns no single file means to the user. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const isOutdated = error instanceof DOMException && error.name === 'VersionError';
  return isOutdated ? new StorageOutdatedError() : new StorageUnavailableError({ cause: error });
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

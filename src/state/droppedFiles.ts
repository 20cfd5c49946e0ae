import { intakeText as text } from '../strings/intake';

/** A file that came in by a drop or a choice, by its path in the folder that was dropped; or why there is none. */
export type Arrival =
  { readonly path: string; readonly file: File } | { readonly path: string; readonly problem: string };

/** Files of a folder that are read: more than any library of records that is looked through by hand. */
const MAX_FILES = 2000;
/** What systems leave in folders. */
const SYSTEM_FILE = /(?:^|\/)(?:\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/i;

/** Files that were chosen in a dialog. */
export function chosenFiles(files: Iterable<File>): Arrival[] {
  return [...files].map((file) => ({ path: file.name, file }));
}

/**
 * The files of a drop, those in folders too. Call it while the event is handled: a browser empties the drop after it.
 */
export function droppedFiles(data: DataTransfer): Promise<readonly Arrival[]> {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  if (items.length === 0) return Promise.resolve(chosenFiles(data.files));
  const found = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return arrivalsOf(found);
}

interface DroppedItem {
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
}

async function arrivalsOf(found: readonly DroppedItem[]): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  for (const { entry, file } of found) {
    if (entry?.isDirectory) arrivals.push(...(await filesIn(entry as FileSystemDirectoryEntry)));
    else if (file) arrivals.push({ path: file.name, file });
  }
  return arrivals;
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  const waiting: FileSystemEntry[] = [folder];
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (arrivals.length === MAX_FILES) {
      return [...arrivals, { path: folder.name, problem: text.manyFiles(folder.name, MAX_FILES) }];
    }
    try {
      if (entry.isDirectory) waiting.push(...(await entriesOf(entry as FileSystemDirectoryEntry)));
      else if (!SYSTEM_FILE.test(path))
        arrivals.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    } catch {
      arrivals.push({ path, problem: text.unreadable(path) });
    }
  }
  return arrivals.length > 0 ? arrivals : [{ path: folder.name, problem: text.noFiles(folder.name) }];
}

/** A browser gives the entries of a folder some at a time, until there are none left. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

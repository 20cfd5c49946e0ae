import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { BrowserContext, Page } from 'playwright';

/** What stands in for the folder that a person would choose: no picker can be driven without a screen. */
const PICKED = 'picked';

/** From now on, the picker answers with a folder of the browser's own private file system. */
export async function standInPicker(context: BrowserContext): Promise<void> {
  await context.addInitScript((name) => {
    Object.assign(window, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true }),
    });
  }, PICKED);
}

/** As in Firefox and Safari, which open no folders to pages. */
export async function withoutPicker(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
}

/** The folder's files by their paths in it. */
export async function filesInFolder(page: Page, folder = PICKED): Promise<Map<string, Buffer>> {
  const files = await page.evaluate(async (name) => {
    const found: [string, string][] = [];
    const visit = async (at: FileSystemDirectoryHandle, path: string) => {
      for await (const [entry, handle] of at.entries()) {
        if (handle.kind === 'directory') {
          await visit(handle, `${path}${entry}/`);
          continue;
        }
        const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
        let text = '';
        for (const byte of bytes) text += String.fromCharCode(byte);
        found.push([path + entry, btoa(text)]);
      }
    };
    const root = await navigator.storage.getDirectory();
    await visit(await root.getDirectoryHandle(name, { create: true }), '');
    return found;
  }, folder);
  return new Map(files.map(([path, text]) => [path, Buffer.from(text, 'base64')]));
}

/** Puts all files of a directory of the machine into the folder, as if a person had chosen that directory. */
export async function putIntoFolder(page: Page, directory: string): Promise<void> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => [relative(directory, file), readFileSync(file).toString('base64')]);
  await page.evaluate(
    async ([name, list]) => {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
      for (const [path, text] of list) {
        const steps = path.split('/');
        const file = steps.pop() ?? '';
        let at = root;
        for (const step of steps) at = await at.getDirectoryHandle(step, { create: true });
        const writable = await (await at.getFileHandle(file, { create: true })).createWritable();
        await writable.write(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
        await writable.close();
      }
    },
    [PICKED, files] as const,
  );
}

/** Puts all files of the folder into a directory of the machine. */
export async function takeOutOfFolder(page: Page, directory: string): Promise<void> {
  for (const [path, bytes] of await filesInFolder(page)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
}

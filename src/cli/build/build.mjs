import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { prune, use } from './builds.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const CACHE = join(ROOT, '.cache/cli');
const SOURCES = /\.(ts|mjs|wgsl|json)$/;

/**
 * The command line's entry, built once for each state of the sources. Many processes may start at once: each builds in
 * a folder of its own, and the first to finish gives it its name. Whoever builds also clears away the builds of earlier
 * sources that nobody uses any more.
 *
 * @returns path of the module
 */
export async function buildCommandLine() {
  const folder = join(CACHE, await fingerprint());
  const entry = join(folder, 'main.mjs');
  if (!existsSync(entry)) {
    await build(folder, entry);
    await prune(CACHE);
  }
  await use(folder);
  return entry;
}

async function build(folder, entry) {
  process.stderr.write('Building the trainer; this is done once.\n');
  const unfinished = `${folder}.${process.pid}`;
  // Before the bundler, which says of a folder that cannot be made that it is at fault itself.
  await mkdir(unfinished, { recursive: true });
  const vite = await import('vite');
  await vite.build({
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    build: { outDir: unfinished, emptyOutDir: true },
  });
  try {
    await rename(unfinished, folder);
  } catch (error) {
    if (!existsSync(entry)) throw error;
    await rm(unfinished, { recursive: true });
  }
}

/** Of everything that the build reads. */
async function fingerprint() {
  const sources = (await readdir(join(ROOT, 'src'), { recursive: true })).filter((name) =>
    SOURCES.test(name),
  );
  const files = ['package-lock.json', ...sources.sort().map((name) => join('src', name))];
  const contents = await Promise.all(files.map((file) => readFile(join(ROOT, file))));
  const hash = createHash('sha256');
  files.forEach((file, i) => hash.update(`${file}\0${contents[i].length}\0`).update(contents[i]));
  return hash.digest('hex').slice(0, 16);
}

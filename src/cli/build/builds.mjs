import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';

const HOUR = 3_600_000;
/** Milliseconds between two signs of life of a process that uses a build. */
const SIGN_INTERVAL = HOUR;
/** Milliseconds without a sign of life after which a build is nobody's. */
const ABANDONED_AFTER = 72 * HOUR;
const DISCARDED = '.discarded';

/**
 * Marks a build as in use for as long as this process lives: parts of it are loaded only when they are needed, up to the
 * training's end.
 *
 * @param {string} folder
 */
export async function use(folder) {
  await touch(folder);
  setInterval(() => void touch(folder), SIGN_INTERVAL).unref();
}

/**
 * Deletes the builds that no process has used for days, on this machine or another one that sees the folder.
 *
 * @param {string} cache where the builds are
 * @param {number} now milliseconds since 1970
 */
export async function prune(cache, now = Date.now()) {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    try {
      if (now - (await stat(folder)).mtimeMs < ABANDONED_AFTER) continue;
      // Under another name first: nobody may find a build of which a half is gone.
      const discarded = name.endsWith(DISCARDED) ? folder : `${folder}.${process.pid}${DISCARDED}`;
      if (discarded !== folder) await rename(folder, discarded);
      await rm(discarded, { recursive: true, force: true });
    } catch (error) {
      // Another process was faster.
      if (error.code !== 'ENOENT') process.stderr.write(`${basename(folder)} is left: ${error.message}\n`);
    }
  }
}

/** A folder that may be read only needs no sign: nobody prunes it. */
async function touch(folder) {
  const now = new Date();
  await utimes(folder, now, now).catch(() => undefined);
}

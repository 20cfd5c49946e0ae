import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own that a test can fill to the last byte. */
export interface SmallDisk {
  readonly directory: string;
  /** Bytes that are free. */
  readonly free: () => number;
  fill(): void;
  /** Gives back what `fill` took. */
  empty(): void;
  remove(): void;
}

/**
 * Mounts a disk in memory.
 *
 * @param size bytes
 * @returns null where this user may not mount anything
 */
export function mountSmallDisk(size: number): SmallDisk | null {
  const directory = mkdtempSync(join(tmpdir(), 'tmd-lab-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    rmSync(directory, { recursive: true, force: true });
    return null;
  }
  const ballast = join(directory, 'ballast');
  return {
    directory,
    free: () => {
      const { bavail, bsize } = statfsSync(directory);
      return bavail * bsize;
    },
    fill: () => {
      const file = openSync(ballast, 'a');
      const page = new Uint8Array(4096);
      try {
        for (;;) writeSync(file, page);
      } catch {
        // There is no more space.
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    remove: () => {
      execFileSync('umount', ['-l', directory]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

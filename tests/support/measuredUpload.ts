import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';

/** What became of a file that was uploaded. */
export interface MeasuredUpload {
  /** The sentence that refuses it, or what was found in it. */
  readonly said: string;
  /** Bytes by which the process's largest size grew. */
  readonly grown: number;
  readonly milliseconds: number;
}

/** What an upload may cost before it is refused, bytes. */
export const MAX_MEMORY = 100e6;

/** Registers what builds the upload's code for a process of its own. @returns what uploads a file there */
export function measuredUploads(): (file: Uint8Array) => Promise<MeasuredUpload> {
  const folder = mkdtempSync(join(tmpdir(), 'tmd-lab-probe-'));
  beforeAll(() =>
    build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: resolve(import.meta.dirname, 'uploadProbe.ts'),
        outDir: folder,
        target: 'node20',
        minify: false,
        rolldownOptions: { output: { entryFileNames: 'probe.mjs' } },
      },
      ssr: { noExternal: true },
    }),
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return async (file) => {
    const path = join(folder, 'hostile.zip');
    writeFileSync(path, file);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'probe.mjs'), path]);
    return JSON.parse(stdout) as MeasuredUpload;
  };
}

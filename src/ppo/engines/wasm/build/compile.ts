import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import assemblyscript from 'assemblyscript/package.json' with { type: 'json' };

const SOURCES = join(import.meta.dirname, '../assembly');
const ENTRY = 'index.ts';

/** What tells the kernel's variants apart. */
export interface KernelVariant {
  /** With multiply-and-add as one instruction; needs a processor and a browser that have relaxed SIMD. */
  readonly relaxed: boolean;
  /** For a memory that several threads share. */
  readonly shared: boolean;
}

/**
 * The kernels as WebAssembly, compiled once for each state of their sources.
 *
 * @param cacheFolder keeps what was compiled before
 */
export async function compileKernel(variant: KernelVariant, cacheFolder: string): Promise<Uint8Array> {
  const sources = await readSources();
  const options = compilerOptions(variant);
  const key = createHash('sha256')
    .update(assemblyscript.version)
    .update(JSON.stringify([options, [...sources]]));
  const cached = join(cacheFolder, `${key.digest('hex')}.wasm`);
  try {
    return await readFile(cached);
  } catch {
    const binary = await compile(sources, options);
    await mkdir(cacheFolder, { recursive: true });
    // Another process may compile the same: no one is to read half a file.
    const unfinished = `${cached}.${process.pid}`;
    await writeFile(unfinished, binary);
    await rename(unfinished, cached);
    return binary;
  }
}

/** The files that the kernels are made of. */
export async function kernelFiles(): Promise<string[]> {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts'));
  return names.sort().map((name) => join(SOURCES, name));
}

async function readSources(): Promise<Map<string, string>> {
  const entries = (await kernelFiles()).map(
    async (path) => [path.slice(SOURCES.length + 1), await readFile(path, 'utf8')] as const,
  );
  return new Map(await Promise.all(entries));
}

function compilerOptions({ relaxed, shared }: KernelVariant): string[] {
  return [
    '--optimizeLevel',
    '3',
    '--shrinkLevel',
    '0',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--initialMemory',
    '1',
    '--memoryBase',
    '16384',
    '--enable',
    'simd',
    '--enable',
    'threads',
    ...(relaxed ? ['--enable', 'relaxed-simd'] : []),
    ...(shared ? ['--sharedMemory', '--maximumMemory', '65536'] : []),
    // "Needs a cast for 64-bit memories": these kernels are for 32-bit ones.
    '--disableWarning',
    '201',
  ];
}

async function compile(
  sources: ReadonlyMap<string, string>,
  options: readonly string[],
): Promise<Uint8Array> {
  // The compiler is large: it is loaded only where there is something to compile.
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | null = null;
  let messages = '';
  const { error } = await asc.main([ENTRY, '--outFile', 'kernel.wasm', ...options], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
    stderr: { write: (chunk) => (messages += String(chunk)) },
  });
  if (error ?? !binary) throw new Error(`The kernels do not compile.\n${messages}`, { cause: error });
  return binary;
}

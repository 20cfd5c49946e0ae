/** What an engine is called, and what it needs of the machine. */
interface EngineDescription {
  /** For people. */
  readonly label: string;
  /** A GPU adapter, WebAssembly with or without vectors, or nothing but JavaScript. */
  readonly needs: 'adapter' | 'vectors' | 'scalars' | 'nothing';
}

/**
 * Every engine of the page, in the order of the device menu. `webgpu` and `wasm` are our own; the others compute the same
 * in operations of tfjs, and are named after its backend.
 */
export const ENGINES = {
  webgpu: { label: 'WebGPU', needs: 'adapter' },
  'tfjs-webgpu': { label: 'WebGPU through tfjs', needs: 'adapter' },
  wasm: { label: 'WebAssembly', needs: 'vectors' },
  'tfjs-wasm': { label: 'WebAssembly through tfjs', needs: 'scalars' },
  cpu: { label: 'JavaScript', needs: 'nothing' },
} as const satisfies Readonly<Record<string, EngineDescription>>;

export type EngineName = keyof typeof ENGINES;
export const ENGINE_NAMES = Object.keys(ENGINES) as EngineName[];

/**
 * The engine that checkpoints name as `record`: they are more precise of it than the menu is.
 *
 * @returns null where no engine of this page is called so
 */
export function engineOfRecord(record: string): EngineName | null {
  if (/^wasm-(relaxed-)?simd$/.test(record)) return 'wasm';
  if (record === 'tfjs-cpu') return 'cpu';
  return ENGINE_NAMES.find((name) => name === record) ?? null;
}

/** Engines of the command line, where tfjs chooses its backend by itself. */
export const COMMAND_LINE_ENGINES = ['wasm', 'webgpu', 'tfjs'] as const;
export type CommandLineEngine = (typeof COMMAND_LINE_ENGINES)[number];

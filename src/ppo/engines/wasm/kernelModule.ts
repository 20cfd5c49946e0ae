/** The kernels' exports; see `assembly/index.ts`. */
export interface KernelExports {
  readonly run: (job: number, first: number, last: number) => void;
  readonly serve: (thread: number) => void;
  readonly fail: () => void;
  readonly applyTanh: (begin: number, end: number) => void;
}

/** A module with one function that multiplies and adds: `(a, b, c) => f32x4.relaxed_madd(a, b, c)`. */
const RELAXED_MADD = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b,
  0x03, 0x02, 0x01, 0x00, 0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02,
  0x0b,
]);

export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(RELAXED_MADD);
}

/** The kernels for this browser. Each variant is a chunk of its own: only the one in use is loaded. */
export async function compileKernelModule(relaxed: boolean, shared: boolean): Promise<WebAssembly.Module> {
  const { default: bytes } = await importBytes(relaxed, shared);
  return WebAssembly.compile(bytes);
}

function importBytes(relaxed: boolean, shared: boolean) {
  if (relaxed) {
    return shared ? import('virtual:ppo-kernel/relaxed-shared') : import('virtual:ppo-kernel/relaxed');
  }
  return shared ? import('virtual:ppo-kernel/plain-shared') : import('virtual:ppo-kernel/plain');
}

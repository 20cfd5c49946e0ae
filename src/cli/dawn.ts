/** Dawn is not there: its package was left out of the installation, or has no binary for this platform. */
export class DawnMissingError extends Error {
  override readonly name = 'DawnMissingError';

  constructor(cause: unknown) {
    super(
      `WebGPU in Node.js needs the npm package "webgpu", which cannot be loaded on ${process.platform}-${process.arch}. ` +
        'Nothing has been started. Run "npm install --include=optional", or use the WebAssembly engine.',
      { cause },
    );
  }
}

/**
 * Gives Node.js a `navigator.gpu`, and the constants that go with it (`GPUBufferUsage`, `GPUMapMode`, ...): Chromium's
 * own implementation of WebGPU, Dawn, on the machine's Vulkan, Metal or Direct3D. What is there already stays.
 *
 * A machine without a GPU driver is no error here: `navigator.gpu.requestAdapter()` then gives null. While
 * `navigator.gpu` is there, Dawn keeps the process alive: end it with `process.exit`.
 *
 * @throws DawnMissingError
 */
export async function installDawn(): Promise<void> {
  // Neither is there before Node.js 21, whatever the types say.
  const navigator = (globalThis.navigator as Navigator | undefined) ?? ({} as Navigator);
  if ('gpu' in navigator) return;
  const { create, globals } = await loadDawn();
  Object.assign(globalThis, globals);
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

/** @throws DawnMissingError */
async function loadDawn() {
  try {
    return await import('webgpu');
  } catch (error) {
    throw new DawnMissingError(error);
  }
}

/** A page of WebAssembly memory: 64 KiB. */
const ONE_PAGE = { initial: 1, maximum: 1, shared: true };

/**
 * Whether a memory of WebAssembly can be shared with workers. Isolation from other origins is one condition, and says
 * nothing of the others: WebKitGTK is isolated and has no `SharedArrayBuffer`, and some refuse to post what they have
 * made. So one is made and posted. Where it cannot be: one thread.
 */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined' || !globalThis.crossOriginIsolated) return false;
  const { port1, port2 } = new MessageChannel();
  try {
    const memory = new WebAssembly.Memory(ONE_PAGE);
    if (!(memory.buffer instanceof SharedArrayBuffer)) return false;
    port1.postMessage(memory);
    return true;
  } catch {
    return false;
  } finally {
    port1.close();
    port2.close();
  }
}

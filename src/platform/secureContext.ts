/** Browsers give locks, hashes, threads and the GPU to secure pages only: `https`, or `localhost`. */
export function isSecure(): boolean {
  return globalThis.isSecureContext;
}

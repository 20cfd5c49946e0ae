import { messageOf } from '../errors/problem';
/** What of WebAssembly a browser has. */
export type WebAssemblySupport =
  /** With vectors, which the WebAssembly engine is made of. */
  | { readonly vectors: true }
  | {
      readonly vectors: false;
      /** WebAssembly without vectors, which is enough for some. */
      readonly scalars: boolean;
      /** To go on from "but" or "and": why there are no vectors. */
      readonly reason: string;
    };

/** A module whose only function gives a vector: `() => i32x4.splat(0)`. */
const VECTORS = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01,
  0x00, 0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x11, 0x0b,
]);

/**
 * Finds out by trying, for a browser may have it and still refuse to compile: by the page's policy, or by a mode that
 * protects its user.
 */
export async function webAssemblySupport(): Promise<WebAssemblySupport> {
  // Not every browser has it, whatever the types say: Lockdown Mode and enhanced security take it away.
  const api = (globalThis as { WebAssembly?: typeof WebAssembly }).WebAssembly;
  if (!api) return { vectors: false, scalars: false, reason: 'the browser has no WebAssembly' };
  if (!api.validate(VECTORS)) {
    return { vectors: false, scalars: true, reason: "the browser's WebAssembly has no vectors (SIMD)" };
  }
  try {
    await api.compile(VECTORS);
    return { vectors: true };
  } catch (error) {
    const words = messageOf(error);
    return {
      vectors: false,
      scalars: false,
      reason: `the browser refuses to compile WebAssembly (${words})`,
    };
  }
}

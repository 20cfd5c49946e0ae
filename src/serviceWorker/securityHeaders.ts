/**
 * What the page may load and run: its own files, and WebAssembly. `wasm-unsafe-eval` lets WebAssembly compile and nothing
 * else; styles are files, and what components set on their elements goes through the style objects that this allows.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** For the page itself: it holds where the host sends no headers, for all but the frames that the page may be put in. */
export const POLICY_OF_THE_PAGE = POLICY.join('; ');

/**
 * What a host should send with every file. The first two isolate the page from other origins, which lets it share memory
 * between threads; workers take their policy from their own response.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Content-Security-Policy': [...POLICY, "frame-ancestors 'none'"].join('; '),
};

/**
 * Runs a benchmark from its TypeScript sources: `node tests/bench/run.mjs wasmEngine`. Node 20 has relaxed SIMD behind
 * a flag: `node --experimental-wasm-relaxed-simd tests/bench/run.mjs wasmEngine`.
 */
import { createServer } from 'vite';

const server = await createServer({
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false },
  appType: 'custom',
  logLevel: 'error',
});
await server.ssrLoadModule(`/tests/bench/${process.argv[2]}.ts`);
await server.close();

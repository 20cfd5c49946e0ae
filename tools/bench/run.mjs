/** Runs a module of this folder from its TypeScript source: `node tools/bench/run.mjs main.ts`. */
import { createServer } from 'vite';

const server = await createServer({
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: { ignored: ['**'] } },
  appType: 'custom',
  logLevel: 'error',
});
try {
  const { main } = await server.ssrLoadModule(`/tools/bench/${process.argv[2]}`);
  await main(process.argv.slice(3));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
await server.close();
// Dawn keeps a process alive.
process.exit();

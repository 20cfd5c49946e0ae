/**
 * Recomputes figures that the sources hold, from the TypeScript sources, and writes them in place:
 *
 *   node tests/figures/run.mjs tuneControllers
 *   node tests/figures/run.mjs lqrRobustness     after tuneControllers
 *   node tests/figures/run.mjs smallestPeaks     needs Python with SciPy: FIGURES_PYTHON, else python3
 *
 * or prints those of the documents:
 *
 *   node tests/figures/run.mjs lqrLatency        docs/evaluation.md
 *   node tests/figures/run.mjs recipe runs/calm-0 runs/calm-1 runs/calm-2
 */
import { createServer } from 'vite';

const server = await createServer({
  server: { middlewareMode: true, hmr: false },
  appType: 'custom',
  logLevel: 'error',
});
await server.ssrLoadModule(`/tests/figures/${process.argv[2]}.ts`);
await server.close();

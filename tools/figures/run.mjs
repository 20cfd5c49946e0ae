/**
 * Recomputes figures that the sources hold, from the TypeScript sources, and writes them in place:
 *
 *   node tools/figures/run.mjs tuneControllers
 *   node tools/figures/run.mjs lqrRobustness     after tuneControllers
 *   node tools/figures/run.mjs smallestPeaks     needs Python with SciPy: FIGURES_PYTHON, else python3
 *   node tools/figures/run.mjs causalNetwork M5.7 100     one of the networks that causalPeaks chooses from
 *   node tools/figures/run.mjs causalPeaks                M5.7 100 after it: that one only
 *
 * or prints those that are written by hand:
 *
 *   node tools/figures/run.mjs comparison        docs/evaluation.md
 *   node tools/figures/run.mjs lqrLatency        docs/evaluation.md
 *   node tools/figures/run.mjs strokeLimits      docs/recipe.md; `controllers` or `bounds` after it: that part only
 *   node tools/figures/run.mjs shearModels       src/building/catalogue
 *   node tools/figures/run.mjs recipe runs/calm-0 runs/calm-1 runs/calm-2
 *                                                docs/recipe.md; a number before the runs: the first of the hundred records
 *   node tools/figures/run.mjs recordFiles FOLDER runs/calm-0 runs/calm-1
 *                                                docs/recipe.md; the folder has a record of each magnitude
 */
import { createServer } from 'vite';

const server = await createServer({
  server: { middlewareMode: true, hmr: false },
  appType: 'custom',
  logLevel: 'error',
});
await server.ssrLoadModule(`/tools/figures/${process.argv[2]}.ts`);
await server.close();

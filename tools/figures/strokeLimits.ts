import { meanOf } from '../../src/numerics/mean';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compile } from '../../src/building/building';
import type { ResponseMetrics } from '../../src/building/responseMetrics';
import { applyStepMap, stepMap } from '../../src/building/stepMap';
import type { Controller, EpisodeTask } from '../../src/environment/simulateEpisode';
import { simulateEpisode } from '../../src/environment/simulateEpisode';
import { suspensionOf } from '../../src/evaluation/controllers/passiveDamper';
import { saturatedLqr } from '../../src/evaluation/controllers/saturatedLqr';
import { uncontrolled } from '../../src/evaluation/controllers/uncontrolled';
import { lqrWeights, passiveTuning } from '../../src/evaluation/knownFigures';
import { Pace } from '../../src/evaluation/pace';
import { recordsWithin } from '../../src/evaluation/strokeLimit';
import type { Magnitude } from '../../src/groundMotion/synthetic';
import { EVALUATED } from './evaluated';
import { recordsIn, SAMPLE } from './judged';

/**
 * Prints what a stroke limit leaves to gain on held-out records, by magnitude: the strokes without control and with the passive
 * damper, the regulator tuned under several limits, and the smallest possible peaks under the stage's. With the argument
 * `bounds` only the last, which takes Python with SciPy (FIGURES_PYTHON, else python3) and most of the time.
 */

/** In parts of the stage's limit. */
const FACTORS = [0.5, 1, 2, 4];
/** Records of the evaluation's sample, the first of it, that bounds are computed for. */
const BOUNDED = { 'M4.5': 6, 'M5.7': 3, 'M7.4': 1, 'M8.4': 0 } as const;
/** Steps for which the force of a bound is held, as the recipes hold their actions. */
const HOLD = 5;

const { task, limitedCases } = EVALUATED;
const building = compile();
const pace = Pace.uninterrupted();
const stages = limitedCases.filter(
  ({ stroke_limit_m, magnitude }) => stroke_limit_m < 2.5 || magnitude === 'M8.4',
);

function show(what: string, of: readonly ResponseMetrics[], limit: number) {
  const strokes = of.map(({ peakStroke }) => peakStroke);
  const peak = 100 * meanOf(of.map(({ peakRoofDisplacement }) => peakRoofDisplacement));
  console.log(
    `${what}: peak ${peak.toFixed(2)} cm, stroke mean ${meanOf(strokes).toFixed(2)} m, largest ` +
      `${Math.max(...strokes).toFixed(2)} m, within ${limit} m on ${recordsWithin(strokes, limit)} of ${strokes.length}`,
  );
}

function respond(magnitude: Magnitude, limits: Partial<EpisodeTask>, controller: Controller) {
  return recordsIn(SAMPLE, magnitude, task.spectrum).map(
    (record) =>
      simulateEpisode(record, { building, integrator: task.integrator, forceLimit: 0, ...limits }, controller)
        .metrics,
  );
}

async function showControllers() {
  const suspension = suspensionOf(building, await passiveTuning(task, pace));
  for (const { magnitude, force_limit_kN, stroke_limit_m } of stages) {
    const forceLimit = 1000 * force_limit_kN;
    show(`${magnitude} uncontrolled`, respond(magnitude, {}, uncontrolled), stroke_limit_m);
    show(`${magnitude} passive`, respond(magnitude, { suspension }, uncontrolled), stroke_limit_m);
    for (const limit of FACTORS.map((factor) => factor * stroke_limit_m)) {
      const limits = { magnitude, force_limit_kN, stroke_limit_m: limit };
      const weights = await lqrWeights({ ...task, ...limits }, pace);
      const controller = saturatedLqr(building, task.integrator, forceLimit, weights);
      show(`${magnitude} LQR within ${limit} m`, respond(magnitude, { forceLimit }, controller), limit);
    }
  }
}

/** Responses after each step to a force of 1 N that is held for `HOLD` steps, m. */
function impulseResponses(steps: number) {
  const { stateSize, roof, damper, damperStandsOn } = building;
  const map = stepMap(building, task.integrator);
  let [state, next] = [new Float64Array(stateSize), new Float64Array(stateSize)];
  const responses = { roof: [] as number[], stroke: [] as number[] };
  for (let step = 0; step < steps; step++) {
    applyStepMap(map, { before: state, after: next, offset: 0 }, step < HOLD ? 1 : 0, 0);
    [state, next] = [next, state];
    responses.roof.push(state[roof]);
    responses.stroke.push(state[damper] - state[damperStandsOn]);
  }
  return responses;
}

function showBounds() {
  for (const { magnitude, force_limit_kN, stroke_limit_m } of stages) {
    if (BOUNDED[magnitude] === 0) continue;
    const records = recordsIn({ ...SAMPLE, count: BOUNDED[magnitude] }, magnitude, task.spectrum).map(
      (record) => {
        const still = { building, integrator: task.integrator, forceLimit: 0 };
        const { roofDisplacement, stroke } = simulateEpisode(record, still, uncontrolled);
        const limits = { limit: 1000 * force_limit_kN, strokeLimit: stroke_limit_m };
        return { ...limits, roof: [...roofDisplacement], stroke: [...stroke] };
      },
    );
    const steps = Math.max(...records.map(({ roof }) => roof.length));
    const script = fileURLToPath(new URL('smallest_peaks_within.py', import.meta.url));
    const { status, stdout } = spawnSync(process.env.FIGURES_PYTHON ?? 'python3', [script], {
      input: JSON.stringify({ hold: HOLD, ...impulseResponses(steps), records }),
      stdio: ['pipe', 'pipe', 'inherit'],
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`${script} ended with ${status}`);
    const peaks = JSON.parse(stdout) as readonly (number | null)[];
    const free = records.map(({ roof }) => Math.max(...roof.map(Math.abs)));
    const possible = peaks.filter((peak) => peak !== null);
    console.log(
      `${magnitude} smallest possible within ${stroke_limit_m} m on ${possible.length} of ${peaks.length} records: ` +
        `${(100 * meanOf(possible)).toFixed(2)} cm, uncontrolled ${(100 * meanOf(free)).toFixed(2)} cm`,
    );
  }
}

if (process.argv[3] !== 'bounds') await showControllers();
if (process.argv[3] !== 'controllers') showBounds();

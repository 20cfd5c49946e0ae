import { compile } from '../../src/building/building';
import { NO_RANDOMISATION } from '../../src/environment/specification';
import { saturatedLqr } from '../../src/evaluation/controllers/saturatedLqr';
import { FINAL_FORCE_LIMIT } from '../../src/evaluation/evaluateStage';
import { evaluationRecords } from '../../src/evaluation/evaluationRecords';
import { lqrWeights } from '../../src/evaluation/knownFigures';
import { Pace } from '../../src/evaluation/pace';
import { simulateRecords } from '../../src/evaluation/simulateRecords';
import { sampleOf } from '../../src/evaluation/stageEvaluation';
import { relativeChange } from '../../src/evaluation/statistics';
import { MAGNITUDES } from '../../src/groundMotion/synthetic';
import { PURPOSE, RandomStream } from '../../src/random/stream';
import { centimetres, formatChange } from '../../src/ui/format';
import { EVALUATED } from './evaluated';

/** Prints what latency does to the saturated regulator's mean peaks, by force weight: the table of docs/evaluation.md. */

/** Steps of 0.02 s. */
const LATENCIES = [0, 2, 4];
/** In parts of the stored weight. */
const WEIGHTS = [1, 10];
const FORCE_LIMIT = 1000 * FINAL_FORCE_LIMIT;

const { spectrum, integrator } = EVALUATED.task;
const building = compile();
const pace = Pace.uninterrupted();
const random = {
  actuator: new RandomStream(0, 1, PURPOSE.actuatorNoise),
  sensor: new RandomStream(0, 1, PURPOSE.sensorNoise),
  dropout: new RandomStream(0, 1, PURPOSE.sensorDropout),
};

for (const magnitude of MAGNITUDES) {
  const limits = { force_limit_kN: FINAL_FORCE_LIMIT, stroke_limit_m: null };
  const task = { spectrum, integrator, magnitude, ...limits };
  const records = sampleOf(evaluationRecords(magnitude, spectrum));
  const usual = await lqrWeights(task, pace);
  let reference: number[] | null = null;
  for (const weight of WEIGHTS) {
    const controller = saturatedLqr(building, integrator, FORCE_LIMIT, {
      ...usual,
      force: weight * usual.force,
    });
    for (const latency_steps of LATENCIES) {
      const randomisation = { ...NO_RANDOMISATION, latency_steps };
      const options = (episode: number) => ({ imperfections: { randomisation, random, episode } });
      const metrics = await simulateRecords(
        { records, building, integrator, forceLimit: FORCE_LIMIT, controller, options },
        pace,
      );
      const peaks = metrics.map(({ peakRoofDisplacement }) => peakRoofDisplacement);
      reference ??= peaks;
      const mean = peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length;
      const { value, low, high } = relativeChange(peaks, reference);
      const change = `${formatChange(value)}; ${formatChange(low)} to ${formatChange(high)}`;
      console.log(`${magnitude}, ${weight} R, ${20 * latency_steps} ms: ${centimetres(mean)} (${change})`);
    }
  }
}

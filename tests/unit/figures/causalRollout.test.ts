import { expect, test } from 'vitest';
import { compile } from '../../../src/building/building';
import { observedState } from '../../../src/environment/observation';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { heldOutRecord } from '../../../src/groundMotion/catalogue';
import { PURPOSE, RandomStream } from '../../../src/random/stream';
import { networkController } from '../../../tools/figures/causal/controllers';
import { freeMotion, heldBuilding, PERIOD } from '../../../tools/figures/causal/heldBuilding';
import { Network, parameterCount } from '../../../tools/figures/causal/network';
import { inputCount, Rollout } from '../../../tools/figures/causal/rollout';
import { expectClose } from '../../support/expectClose';

const building = compile();
const record = heldOutRecord('M4.5', 'clough-penzien', 40);
const FORCE_LIMIT = 50_000;

/** A network with random weights, driving hard enough to saturate now and then. */
function setUp(groundPeriods: number) {
  const rows = observedState(building);
  const motion = freeMotion(record, building, 'newmark', rows);
  const scales = [...rows.map((_, i) => 0.05 + 0.01 * i), ...(groundPeriods > 0 ? [0.4] : [])];
  const inputs = { rows, groundPeriods, scales };
  const shape = { inputs: inputCount(inputs), hidden: 6 };
  const random = new RandomStream(3, 0, PURPOSE.initialisation);
  const parameters = Float64Array.from(
    { length: parameterCount(shape) },
    (_, i) => 0.6 * random.normal(0, i),
  );
  const network = new Network(shape, motion.decisions, parameters);
  const rollout = new Rollout(heldBuilding(building, 'newmark', FORCE_LIMIT), inputs, network);
  return { motion, inputs, network, rollout };
}

test.each([0, 40])(
  'a rollout with %i periods of the ground is what the page’s own simulator gives',
  (periods) => {
    const { motion, inputs, network, rollout } = setUp(periods);
    const peak = rollout.forwards(motion);
    const { hidden } = network.shape;
    const controller = networkController({ inputs, hidden, parameters: [...network.parameters] }, record);
    const task = { building, integrator: 'newmark', forceLimit: FORCE_LIMIT, controlPeriod: PERIOD } as const;
    const trace = simulateEpisode(record, task, controller);
    trace.roofDisplacement.forEach((value, step) =>
      expect(Math.abs(rollout.roof[step] - value)).toBeLessThan(1e-12),
    );
    expectClose(peak, trace.metrics.peakRoofDisplacement, 1e-10);
    expect(trace.metrics.peakForce).toBeGreaterThan(0.9 * FORCE_LIMIT);
  },
);

test.each([0, 40])('its gradient with %i periods of the ground is that of finite differences', (periods) => {
  const { motion, network, rollout } = setUp(periods);
  rollout.forwards(motion);
  const smooth = rollout.backwards(motion, 1);
  expect(smooth).toBeGreaterThan(rollout.forwards(motion));
  const gradient = network.gradient.slice();
  const smoothPeak = () => {
    rollout.forwards(motion);
    return rollout.backwards(motion, 0);
  };
  const step = 1e-6;
  gradient.forEach((expected, i) => {
    const before = network.parameters[i];
    network.parameters[i] = before + step;
    const above = smoothPeak();
    network.parameters[i] = before - step;
    const difference = (above - smoothPeak()) / (2 * step);
    network.parameters[i] = before;
    expect(Math.abs(difference - expected)).toBeLessThan(1e-8 + 1e-5 * Math.abs(expected));
  });
  expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(1e-3);
});

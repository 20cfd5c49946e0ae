/**
 * What a larger building costs: rollouts and updates of the WebAssembly engine on one thread, beside those of the v9 building in
 * the same run, `node tools/bench/run.mjs buildings.ts [PRESET [ROUNDS]]`. It asserts nothing.
 */
import type { BuildingDesign, ShearFrame } from '../../src/building/design';
import { MAX_STOREYS } from '../../src/building/design';
import { knownBuildings } from '../../src/building/knownBuildings';
import { compile, observationSizeOf } from '../../src/building/building';
import { openNodeEngine } from '../../src/cli/openNodeEngine';
import { withBuilding } from '../../src/curriculum/runBuilding';
import type { RunSettings } from '../../src/curriculum/settings';
import { quantileOf } from '../../src/numerics/quantile';
import type { Timing } from './timing';
import { EngineRunner } from './engineRunner';
import { describeMachine, load } from './machine';
import { settingsOf, stageTask } from './stages';

const STAGE = 1;

/** The largest that is taken, of which every floor is observed. */
const FORTY_STOREYS: ShearFrame = {
  kind: 'shear',
  name: `${MAX_STOREYS} storeys, all observed`,
  source: '',
  storeys: Array.from({ length: MAX_STOREYS }, () => ({ height: 3.5, mass: 500_000, stiffness: 8e8 })),
  damping: { kind: 'rayleigh', ratios: [0.02, 0.02], modesOf: 'frame' },
  damper: { floor: MAX_STOREYS, mass: 100_000, stiffness: 200_000, damping: 20_000 },
  sensors: Array.from({ length: MAX_STOREYS }, (_, i) => i + 1),
};

/** One iteration of one epoch, the epochs being alike. */
async function iterate(runner: EngineRunner, settings: RunSettings): Promise<Timing> {
  const { n_steps } = settings.stages[STAGE - 1].hyperparameters;
  await runner.enter(settings, stageTask(settings, STAGE, { n_steps, n_epochs: 1 }));
  return runner.run();
}

const median = (values: readonly number[]) => quantileOf(values, 0.5);

export async function main([preset = 'calm', rounds = '7']: readonly string[]): Promise<void> {
  const { engine, device } = await openNodeEngine('wasm', 1, () => undefined);
  const runner = new EngineRunner(engine);
  const before = load();
  const designs: readonly BuildingDesign[] = [...knownBuildings.values(), FORTY_STOREYS];
  const measured = designs.map((design) => ({
    design,
    settings: withBuilding(settingsOf(preset), design),
    timings: [] as Timing[],
  }));
  // All take turns, so that a machine that is busy for a while is busy for all; the first turn warms up.
  for (let round = 0; round <= Number(rounds); round++) {
    for (const { settings, timings } of measured) {
      const timing = await iterate(runner, settings);
      if (round > 0) timings.push(timing);
    }
  }
  const [{ timings: ofV9 }] = measured;
  console.log(
    `| building | degrees of freedom | observations | rollout | update |\n| --- | ---: | ---: | ---: | ---: |`,
  );
  for (const { design, timings } of measured) {
    const building = compile(design);
    const ratio = (phase: keyof Timing) =>
      median(timings.map((timing, round) => timing[phase] / ofV9[round][phase])).toFixed(2);
    console.log(
      `| ${[building.name, building.degreesOfFreedom, observationSizeOf(building), ratio('rollout'), ratio('update')].join(' | ')} |`,
    );
  }
  const own = (phase: keyof Timing) =>
    `${(1000 * median(ofV9.map((timing) => timing[phase]))).toFixed(0)} ms`;
  console.log(
    `\n${preset}, stage ${STAGE}, v9: rollout ${own('rollout')}, update of one epoch ${own('update')}`,
  );
  console.log([device, ...describeMachine(), `load before and after: ${before}, ${load()}`].join('; '));
}

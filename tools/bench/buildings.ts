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
import { scheduleValue } from '../../src/curriculum/schedule';
import type { Engine } from '../../src/ppo/engine';
import { initialState } from '../../src/ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../../src/ppo/normalisation';
import type { Timing } from './contender';
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
async function iterate(engine: Engine, settings: RunSettings): Promise<Timing> {
  const task = stageTask(settings, STAGE, {
    n_steps: settings.stages[STAGE - 1].hyperparameters.n_steps,
    n_epochs: 1,
  });
  await engine.begin(task, initialState(settings));
  const begin = performance.now();
  let rolloutEnd = begin;
  await engine.iterate({
    iteration: 0,
    learningRate: scheduleValue(task.hyperparameters.learning_rate, 1),
    scales: scalesOf(NO_NORMALISATION, observationSizeOf(task.environment.building)),
    signal: new AbortController().signal,
    onProgress: ({ phase }) => {
      if (phase === 'rollout') rolloutEnd = performance.now();
    },
  });
  return { rollout: rolloutEnd - begin, update: performance.now() - rolloutEnd };
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

export async function main([preset = 'calm', rounds = '7']: readonly string[]): Promise<void> {
  const { engine, device } = await openNodeEngine('wasm', 1, () => undefined);
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
      const timing = await iterate(engine, settings);
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
  const own = (phase: keyof Timing) => `${median(ofV9.map((timing) => timing[phase])).toFixed(0)} ms`;
  console.log(
    `\n${preset}, stage ${STAGE}, v9: rollout ${own('rollout')}, update of one epoch ${own('update')}`,
  );
  console.log([device, ...describeMachine(), `load before and after: ${before}, ${load()}`].join('; '));
}

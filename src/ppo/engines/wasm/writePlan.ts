import { BETA, GAMMA, TIME_STEP } from '../../../building/newmark';
import { stepMap } from '../../../building/stepMap';
import { observedState } from '../../../environment/observation';
import { inverseOf } from '../../../environment/reward';
import type { EnvironmentSpecification } from '../../../environment/specification';
import { rewardScaleOf, uncontrolledResponse } from '../../../environment/uncontrolledResponse';
import type { Purpose } from '../../../random/stream';
import { PURPOSE } from '../../../random/stream';
import type { StageTask } from '../../engine';
import type { Architecture } from '../../parameters';
import {
  GROUP_ROWS,
  LAYERS,
  LayerWord,
  MAX_LAYERS,
  MOVED_TOGETHER,
  PANEL,
  Real,
  RECORD_BYTES,
  RECORD_LENGTH,
  RECORD_OBSERVATIONS,
  RECORD_REWARDS,
  RECORD_SCALE,
  STRIP_BYTES,
  STRIP_PANEL,
  TOWERS,
  TowerWord,
  Word,
} from './assembly/plan';
import type { Kernel } from './kernel';
import type { MemoryLayout } from './memoryLayout';
import type { PackedNetwork } from './packedNetwork';
import { wordsOf } from './regionWords';

/** What the plan says of a stage. */
interface PlannedStage {
  readonly task: StageTask;
  readonly architecture: Architecture;
  readonly layout: MemoryLayout;
  readonly network: PackedNetwork;
}

/** Writes into the memory all that stays the same throughout a stage. */
export function writePlan(kernel: Kernel, planned: PlannedStage): void {
  const { task, layout, network } = planned;
  writeSizes(kernel, planned);
  writeAddresses(kernel, layout);
  writeRandomKeys(kernel, task);
  writeHyperparameters(kernel, task);
  writeNetwork(kernel, layout, network);
  writeEnvironment(kernel, layout, task.environment);
}

function writeSizes(kernel: Kernel, { task, architecture, layout, network }: PlannedStage): void {
  const { environment, hyperparameters } = task;
  kernel.setWord(Word.ENVIRONMENTS, environment.count);
  kernel.setWord(Word.STEPS, hyperparameters.n_steps);
  kernel.setWord(Word.BATCH_SIZE, hyperparameters.batch_size);
  kernel.setWord(Word.NORMALIZE_ADVANTAGE, hyperparameters.normalize_advantage ? 1 : 0);
  kernel.setWord(Word.IS_TANH, architecture.activation === 'tanh' ? 1 : 0);
  kernel.setWord(Word.DEPTH, architecture.netArch.length);
  kernel.setWord(Word.LOG_STD, network.logStd);
  kernel.setWord(Word.OBSERVATION_ROWS, layout.observationRows);
  kernel.setWord(Word.OBSERVATION_SIZE, layout.observationSize);
  kernel.setWord(Word.OBSERVATION_PANELS, layout.observationPanels);
  kernel.setWord(Word.OBSERVATION_PANEL_BYTES, layout.observationPanelBytes);
  kernel.setWord(Word.CURRENT_PANEL_BYTES, layout.currentPanelBytes);
  kernel.setWord(Word.STRIPS, layout.strips);
  kernel.setWord(Word.RECORD_COUNT, environment.records.length);
  kernel.setWord(Word.DEGREES_OF_FREEDOM, environment.building.degreesOfFreedom);
  kernel.setWord(Word.MOVED_BLOCKS, layout.movedBlocks);
  kernel.setWord(Word.ROOF, environment.building.roof);
  kernel.setWord(Word.DAMPER, environment.building.damper);
  kernel.setWord(Word.DAMPER_STANDS_ON, environment.building.damperStandsOn);
  kernel.setWord(Word.LATENCY_STEPS, environment.randomisation.latency_steps);
  kernel.setWord(Word.CONTROL_PERIOD, environment.controlPeriod);
  kernel.setWord(Word.HAS_BASELINE, environment.advantageBaseline === 'none' ? 0 : 1);
  kernel.setWord(Word.REWARD_EXPONENT, environment.reward.exponent);
  kernel.setWord(Word.REWARD_IS_RELATIVE, environment.reward.relative ? 1 : 0);
  kernel.setWord(Word.LAYER_SCRATCH_BYTES, layout.layerScratchBytes);
  kernel.setWord(Word.SCRATCH_STRIDE, layout.scratchStride);
}

/** The jobs that follow are done on so many threads. */
export function writeThreads(kernel: Kernel, threads: number, environments: number): void {
  kernel.setWord(Word.THREADS, threads);
  kernel.setWord(Word.ROLLOUT_GROUP_ROWS, rolloutGroupRows(environments, threads));
}

/**
 * Environments that a thread steps together. Many share the reading of the weights, and few keep all threads busy; fewer
 * than two gain nothing.
 */
function rolloutGroupRows(count: number, threads: number): number {
  if (count < 4 * threads) return 2;
  const groupsPerThread = 4;
  const tiles = Math.ceil(count / (4 * threads * groupsPerThread));
  return Math.min(GROUP_ROWS, 4 * tiles);
}

function writeAddresses(kernel: Kernel, { state, rollout, work }: MemoryLayout): void {
  for (const [word, address] of [state, rollout, work].flatMap(wordsOf)) kernel.setWord(word, address);
}

/** The keys of `RandomStream`. */
function writeRandomKeys(kernel: Kernel, { seed, stage }: StageTask): void {
  const key = (purpose: Purpose) => (stage << 8) | purpose;
  kernel.setWord(Word.SEED, seed);
  kernel.setWord(Word.ACTION_KEY, key(PURPOSE.actionNoise));
  kernel.setWord(Word.RECORD_KEY, key(PURPOSE.recordDraw));
  kernel.setWord(Word.AMPLITUDE_KEY, key(PURPOSE.recordAmplitude));
  kernel.setWord(Word.ACTUATOR_KEY, key(PURPOSE.actuatorNoise));
  kernel.setWord(Word.SENSOR_KEY, key(PURPOSE.sensorNoise));
  kernel.setWord(Word.DROPOUT_KEY, key(PURPOSE.sensorDropout));
}

function writeHyperparameters(kernel: Kernel, { hyperparameters, environment }: StageTask): void {
  writeNamed(kernel, hyperparameters);
  writeNamed(kernel, environment.randomisation);
  writeNamed(kernel, environment.reward);
  kernel.setReal(Real.CLIP_RANGE_VF, hyperparameters.clip_range_vf ?? Infinity);
  kernel.setReal(Real.KL_LIMIT, 1.5 * (hyperparameters.target_kl ?? Infinity));
  kernel.setReal(Real.FORCE_LIMIT, environment.forceLimit);
  kernel.setReal(Real.INVERSE_STROKE_LIMIT, inverseOf(environment.strokeLimit));
  kernel.setReal(Real.TIME_STEP, TIME_STEP);
  kernel.setReal(Real.VELOCITY_BEFORE, 1 - GAMMA);
  kernel.setReal(Real.VELOCITY_AFTER, GAMMA);
  kernel.setReal(Real.TIME_STEP_SQUARED, TIME_STEP ** 2);
  kernel.setReal(Real.DISPLACEMENT_BEFORE, 0.5 - BETA);
  kernel.setReal(Real.DISPLACEMENT_AFTER, BETA);
}

/** The settings that the plan has a number for, by their own names: `ent_coef` is `ENT_COEF`. */
function writeNamed(kernel: Kernel, settings: object): void {
  for (const [name, value] of Object.entries(settings)) {
    const real: Real | undefined = Real[name.toUpperCase() as keyof typeof Real];
    if (real !== undefined && typeof value === 'number') kernel.setReal(real, value);
  }
}

function writeNetwork(kernel: Kernel, layout: MemoryLayout, network: PackedNetwork): void {
  const towerWords = new Uint32Array(kernel.buffer, TOWERS);
  const layerWords = new Uint32Array(kernel.buffer, LAYERS);
  const strips = new Uint32Array(kernel.buffer, layout.work.stripTable);
  let strip = 0;
  network.towers.forEach(({ layers, headWeight, headBias }, tower) => {
    towerWords[tower * TowerWord.COUNT + TowerWord.HEAD_WEIGHT] = headWeight;
    towerWords[tower * TowerWord.COUNT + TowerWord.HEAD_BIAS] = headBias;
    layers.forEach(({ inputs, outputs, weight, bias }, index) => {
      const regions = layout.towers[tower];
      const entry = (tower * MAX_LAYERS + index) * LayerWord.COUNT;
      layerWords[entry + LayerWord.INPUTS] = inputs;
      layerWords[entry + LayerWord.OUTPUTS] = outputs;
      layerWords[entry + LayerWord.WEIGHT] = weight;
      layerWords[entry + LayerWord.BIAS] = bias;
      layerWords[entry + LayerWord.PACKED_WEIGHT] = regions[index].packedWeight;
      layerWords[entry + LayerWord.INPUT] = index === 0 ? regions[0].observations : regions[index - 1].output;
      layerWords[entry + LayerWord.OUTPUT] = regions[index].output;
      layerWords[entry + LayerWord.DELTA] = regions[index].delta;
      for (let panel = 0; panel < inputs / PANEL; panel++, strip += STRIP_BYTES) {
        strips[strip / 4] = LAYERS + 4 * entry;
        strips[(strip + STRIP_PANEL) / 4] = panel;
      }
    });
  });
}

function writeEnvironment(kernel: Kernel, layout: MemoryLayout, environment: EnvironmentSpecification): void {
  const { records, advantageBaseline } = environment;
  const { buffer } = kernel;
  const table = new DataView(buffer, layout.work.records);
  records.forEach((record, i) => {
    new Float64Array(buffer, layout.accelerations[i]).set(record.acceleration);
    table.setUint32(i * RECORD_BYTES, layout.accelerations[i], true);
    table.setUint32(i * RECORD_BYTES + RECORD_LENGTH, record.acceleration.length, true);
    table.setFloat64(i * RECORD_BYTES + RECORD_SCALE, rewardScaleOf(record, environment), true);
    if (advantageBaseline === 'none') return;
    const { observations, rewards } = uncontrolledResponse(record, environment);
    const place = layout.uncontrolled[i];
    new Float32Array(buffer, place.observations).set(observations);
    new Float64Array(buffer, place.rewards).set(rewards);
    table.setUint32(i * RECORD_BYTES + RECORD_OBSERVATIONS, place.observations, true);
    table.setUint32(i * RECORD_BYTES + RECORD_REWARDS, place.rewards, true);
  });
  new Uint32Array(buffer, layout.work.observedState).set(observedState(environment.building));
  writeStepMap(kernel, layout, environment);
}

/** By blocks of rows and in these by columns, for the kernel adds one entry of the state to many accelerations at a time. */
function writeStepMap(
  { buffer }: Kernel,
  { work, movedBlocks }: MemoryLayout,
  { building, integrator }: EnvironmentSpecification,
): void {
  const { A, B, E } = stepMap(building, integrator);
  const { stateSize, degreesOfFreedom } = building;
  const accelerations = 2 * degreesOfFreedom;
  new Float64Array(buffer, work.controlResponse).set(B.subarray(accelerations));
  new Float64Array(buffer, work.groundResponse).set(E.subarray(accelerations));
  const transition = new Float64Array(buffer, work.transition);
  let place = 0;
  for (let block = 0; block < movedBlocks; block++) {
    for (let column = 0; column < stateSize; column++, place += MOVED_TOGETHER) {
      for (let i = 0; i < MOVED_TOGETHER; i++) {
        const row = block * MOVED_TOGETHER + i;
        if (row < degreesOfFreedom) transition[place + i] = A[(accelerations + row) * stateSize + column];
      }
    }
  }
}

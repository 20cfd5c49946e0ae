/** The model of the run time that docs/webgpu.md has, as a Markdown table: `node tools/bench/run.mjs gpu/model.ts`. No GPU is asked. */
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings, StageSettings } from '../../../src/curriculum/settings';
import { initialState } from '../../../src/ppo/initialPolicy';
import { TOWER_ROWS } from '../../../src/ppo/engines/webgpu/sharedConstants';
import type { Tuning } from '../../../src/ppo/engines/webgpu/tuning';
import { settingsOf, stageTask } from '../stages';
import type { Dispatch } from './dispatches';
import { countsOf, dispatchesOf, dispatchesOfIteration, programsWithoutGpu } from './dispatches';

/** A GPU, by its maker's figures. */
interface Gpu {
  readonly name: string;
  /** Float32 operations a second. */
  readonly flops: number;
  /** Workgroups that compute at a time, one on each processor. */
  readonly processors: number;
}

/** NVIDIA's data sheet of the H100 SXM; Intel's of an Iris Xe with 96 execution units at 1.35 GHz, 16 to a processor. */
const GPUS: readonly Gpu[] = [
  { name: 'NVIDIA H100', flops: 67e12, processors: 132 },
  { name: 'Intel Iris Xe', flops: 2.07e12, processors: 6 },
];

/**
 * Seconds of a dispatch that waits for the one before. The least is assumed, for dispatches of one compute pass; the most is
 * what was measured for Vulkan through WebGPU on four vendors' GPUs, with all that the interface costs (arXiv:2604.02344).
 */
const DISPATCH = { least: 5e-6, most: 36e-6 } as const;
/** Seconds of one action in a workgroup of the rollout: assumed, some ten barriers and what waits between them. */
const ACTION = { least: 10e-6, most: 40e-6 } as const;
/** Part of a processor's operations that a workgroup reaches: assumed. */
const EFFICIENCY = { least: 0.1, most: 0.4 } as const;

/** Of all iterations of a run. */
interface Counts {
  readonly dispatches: number;
  /** Actions one after the other, and how often all processors together must do them for all environments. */
  readonly actions: number;
  readonly roundsOfActions: (processors: number) => number;
  /** Operations of one workgroup and how many there are, of each dispatch that computes with weights. */
  readonly work: readonly { readonly operations: number; readonly groups: number; readonly times: number }[];
}

const PRESETS_OF_MODEL = ['v9', 'calm', 'calm-gpu'] as const;

/** One row for each preset and GPU. */
export function modelTable(): string {
  const rows = PRESETS_OF_MODEL.flatMap((preset) =>
    GPUS.map((gpu) => {
      const { dispatches, least, most } = estimate(PRESETS[preset], gpu);
      return `| ${preset} | ${gpu.name} | ${dispatches.toLocaleString('en')} | ${digits(least)} | ${digits(most)} |`;
    }),
  );
  return [
    '| preset | GPU | dispatches | least, s | most, s |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function estimate({ preset }: RunSettings, gpu: Gpu) {
  // Few records: how many there are changes nothing that is counted.
  const settings = settingsOf(preset);
  const stages = settings.stages.map((stage) => countsOfStage(settings, stage));
  const sum = (of: (counts: Counts) => number) => stages.reduce((total, counts) => total + of(counts), 0);
  const dispatches = sum((counts) => counts.dispatches);
  const actions = sum((counts) => counts.actions * counts.roundsOfActions(gpu.processors));
  const operations = sum(({ work }) =>
    work.reduce(
      (total, { operations: one, groups, times }) => total + times * Math.ceil(groups / gpu.processors) * one,
      0,
    ),
  );
  const seconds = (dispatch: number, action: number, efficiency: number) =>
    dispatches * dispatch + actions * action + operations / ((gpu.flops / gpu.processors) * efficiency);
  return {
    dispatches,
    least: seconds(DISPATCH.least, ACTION.least, EFFICIENCY.most),
    most: seconds(DISPATCH.most, ACTION.most, EFFICIENCY.least),
  };
}

function countsOfStage(
  settings: RunSettings,
  { number, total_timesteps, hyperparameters }: StageSettings,
): Counts {
  const { n_envs, control_period } = settings;
  const { n_steps, n_epochs } = hyperparameters;
  const iterations = Math.ceil(total_timesteps / (n_steps * n_envs * control_period));
  const task = stageTask(settings, number, hyperparameters);
  const { architecture } = initialState(settings);
  const programs = programsWithoutGpu(task, architecture);
  const parts = dispatchesOf(programs);
  const { firstMinibatch, otherMinibatch } = countsOf(programs, n_epochs);
  const weights = weightsOf(architecture.observationSize, architecture.netArch);
  const timed = (dispatches: readonly Dispatch[] | null, times: number) =>
    (dispatches ?? []).flatMap(({ pass, groups: [across, down] }) => {
      const operations = operationsOf(pass, weights, hyperparameters.batch_size, programs.tuning);
      return operations === 0 ? [] : [{ operations, groups: across * down, times: times * iterations }];
    });
  return {
    dispatches: iterations * dispatchesOfIteration(programs, n_epochs),
    actions: iterations * n_steps,
    roundsOfActions: (processors) => Math.ceil(Math.ceil(n_envs / TOWER_ROWS) / processors),
    work: [
      ...timed(parts.values, 1),
      ...timed(parts.firstMinibatch, firstMinibatch),
      ...timed(parts.otherMinibatch, otherMinibatch),
    ],
  };
}

/** Operations of a workgroup of a pass that computes with weights; of the others they are too few to count. */
function operationsOf(pass: Dispatch['pass'], weights: number, batchSize: number, tuning: Tuning): number {
  if (pass === 'evaluate') return tuning.tileRows * 2 * weights;
  if (pass === 'gradient') return tuning.gradientTiles * tuning.tileRows * 4 * weights;
  if (pass === 'weightGradient')
    return tuning.weightGradientBlocks * tuning.weightGradientSize ** 2 * 2 * batchSize;
  return 0;
}

/** Weights of one tower. */
function weightsOf(observationSize: number, netArch: readonly number[]): number {
  const widths = [observationSize, ...netArch, 1];
  return widths.slice(1).reduce((sum, width, i) => sum + width * widths[i], 0);
}

function digits(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en');
}

export function main(): void {
  console.log(modelTable());
}

import type { EngineDevice } from '../../../src/ppo/engines/webgpu/submitter';
import type { Tuning } from '../../../src/ppo/engines/webgpu/tuning';
import { settingsOf } from '../stages';
import { DeviceTimer } from './deviceTimer';
import type { Dispatch } from './dispatches';
import { dispatchesOf } from './dispatches';
import { BenchedStage } from './stage';

/** How much is measured. */
export interface Extent {
  readonly emptyDispatches: number;
  /** Of each submission; the fastest counts. */
  readonly repeats: number;
  /** Presets whose first stage gives the shapes of the passes; of the rollout and the threads the first two. */
  readonly presets: readonly string[];
  /** Actions of a rollout that is timed, and the numbers of environments that take them. */
  readonly actions: number;
  readonly environments: readonly number[];
  /** Whether all numbers of threads are tried, or each kind's least and most. */
  readonly isWholeSweep: boolean;
}

/** Until when there is time. */
export interface Limited extends Extent {
  readonly until: number;
}

export const WHOLE: Extent = {
  emptyDispatches: 10_000,
  repeats: 5,
  presets: ['v9', 'calm', 'calm-gpu'],
  actions: 64,
  environments: [4, 1024],
  isWholeSweep: true,
};
export const QUICK: Extent = {
  emptyDispatches: 1000,
  repeats: 1,
  presets: ['smoke'],
  actions: 4,
  environments: [4, 64],
  isWholeSweep: false,
};

/** Rows of a table, the first one its head. */
export type Rows = readonly (readonly string[])[];

const CHAIN = `
@group(0) @binding(0) var<storage, read_write> sum: array<u32>;
@compute @workgroup_size(1)
fn main() { sum[0] = sum[0] + 1u; }`;

/** Microseconds of dispatches that do nothing but read what the one before wrote. */
export async function emptyDispatches(gpu: EngineDevice, extent: Limited): Promise<Rows> {
  const { emptyDispatches: count } = extent;
  const { device } = gpu;
  const timer = await DeviceTimer.open(gpu, extent);
  const module = device.createShaderModule({ code: CHAIN });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE });
  const entries = [{ binding: 0, resource: { buffer } }];
  const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const each = await timer.each(count, (pass) => {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    for (let i = 0; i < count; i++) pass.dispatchWorkgroups(1);
  });
  buffer.destroy();
  return [
    ['dispatches', 'µs a dispatch', "an empty queue's answer, ms"],
    [`${count}`, digits(each), digits(timer.latency)],
  ];
}

/** Microseconds of each pass alone, at the shapes of some presets. */
export async function eachPass(gpu: EngineDevice, extent: Limited): Promise<Rows> {
  const { presets } = extent;
  const timer = await DeviceTimer.open(gpu, extent);
  const columns: Map<string, string>[] = [];
  for (const preset of presets) {
    const stage = await BenchedStage.open(gpu, settingsOf(preset));
    const { rollout, values, estimates, firstMinibatch } = dispatchesOf(stage.programs);
    const column = new Map<string, string>();
    const all = [rollout, values.slice(0, 1), estimates, firstMinibatch].flat();
    for (const dispatch of all) {
      const taken = digits(await timer.dispatch(dispatch));
      column.set(dispatch.pass, `${taken} (${dispatch.groups[0] * dispatch.groups[1]})`);
    }
    if (await stage.isStopped())
      throw new Error(`The update of ${preset} has stopped itself while it was timed.`);
    stage.close();
    columns.push(column);
  }
  const passes = [...columns[0].keys()];
  return [
    ['µs (workgroups)', ...presets.map((preset) => `${preset}, stage 1`)],
    ...passes.map((pass) => [pass, ...columns.map((column) => column.get(pass) ?? '')]),
  ];
}

/** Microseconds of an action in all environments, many in one dispatch. */
export async function rolloutSteps(gpu: EngineDevice, extent: Limited): Promise<Rows> {
  const { actions, environments, presets } = extent;
  const timer = await DeviceTimer.open(gpu, extent);
  const rows: string[][] = [];
  for (const preset of presets.slice(0, 2)) {
    const row = [preset];
    for (const n_envs of environments) {
      const stage = await BenchedStage.open(gpu, { ...settingsOf(preset), n_envs });
      row.push(digits(await timeActions(timer, stage, actions)));
      stage.close();
    }
    rows.push(row);
  }
  const columns = environments.map((count) => `${count.toLocaleString('en')} environments`);
  return [['µs an action', ...columns], ...rows];
}

async function timeActions(timer: DeviceTimer, stage: BenchedStage, actions: number): Promise<number> {
  stage.writeActions(actions);
  return timer.each(actions, (pass) => stage.encodeActions(pass));
}

/** A number of threads, and what it decides. */
interface Knob {
  readonly name: keyof Tuning;
  readonly values: readonly number[];
  readonly pass: Dispatch['pass'];
}

const KNOBS: readonly Knob[] = [
  { name: 'towerThreads', values: [64, 128, 192, 256], pass: 'collect' },
  { name: 'tileThreads', values: [32, 64, 128, 192, 256], pass: 'gradient' },
  { name: 'gradientTiles', values: [1, 2, 4, 8], pass: 'gradient' },
  { name: 'weightGradientBlocks', values: [8, 16, 32], pass: 'weightGradient' },
  { name: 'weightGradientShares', values: [1, 2, 4, 8], pass: 'weightGradient' },
];

/** Microseconds of the passes with other numbers of threads than the engine chooses. */
export async function tuningSweep(gpu: EngineDevice, extent: Limited): Promise<Rows> {
  const { isWholeSweep } = extent;
  const timer = await DeviceTimer.open(gpu, extent);
  const shapes = extent.presets.slice(0, 2);
  const rows: string[][] = [];
  for (const { name, values, pass } of KNOBS) {
    const tried = isWholeSweep ? values : [values[0], values[values.length - 1]];
    for (const value of tried) {
      const row = [name, `${value}`, pass];
      for (const preset of shapes) row.push(await timeTuned(tuned(gpu, name, value), preset, pass, timer));
      rows.push(row);
    }
  }
  return [['threads', 'number', 'pass', ...shapes.map((preset) => `${preset}, µs`)], ...rows];
}

function tuned(gpu: EngineDevice, name: keyof Tuning, value: number): EngineDevice {
  const { device, software } = gpu;
  return { device, software, check: () => gpu.check(), tuning: { [name]: value } };
}

/** @returns a dash where the device or the networks do not allow the number */
async function timeTuned(
  gpu: EngineDevice,
  preset: string,
  pass: Dispatch['pass'],
  timer: DeviceTimer,
): Promise<string> {
  let stage: BenchedStage;
  try {
    stage = await BenchedStage.open(gpu, settingsOf(preset));
  } catch {
    return '-';
  }
  const { rollout, firstMinibatch } = dispatchesOf(stage.programs);
  const dispatch = [...rollout, ...firstMinibatch].find((each) => each.pass === pass);
  const taken = dispatch ? digits(await timer.dispatch(dispatch)) : '-';
  stage.close();
  return taken;
}

function digits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}

import type { Architecture } from '../ppo/parameters';
import { ACTION_SIZE, parameterCount, parameterLayout } from '../ppo/parameters';
import type { AdamState } from '../ppo/runnerState';
import { ModelZipError, UnsuitableModelError } from './errors';
import type { StoredTensor, TorchValue } from './torchArchive';
import { isTensor, readTorchArchive, TorchArchiveWriter } from './torchArchive';

/** Sizes of network that this page can train. */
const MAX_LAYERS = 4;
const MAX_WIDTH = 512;

/** `policy.pth`: the policy's `state_dict()`. */
export function writePolicy(
  architecture: Architecture,
  parameters: Float32Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const archive = new TorchArchiveWriter();
  archive.pickle.global('collections', 'OrderedDict').emptyTuple().reduce().mark();
  for (const { name, shape, offset, size } of parameterLayout(architecture)) {
    archive.pickle.string(name);
    archive.tensor({ shape, data: parameters.subarray(offset, offset + size) });
  }
  archive.pickle.setItems();
  return archive.finish();
}

/** `policy.optimizer.pth`: Adam's `state_dict()`, by index in the order of `parameterLayout`. */
export function writeOptimizer(
  architecture: Architecture,
  { step, expAvg, expAvgSq }: AdamState,
  learningRate: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const layout = parameterLayout(architecture);
  const archive = new TorchArchiveWriter();
  const { pickle } = archive;
  pickle.emptyDict().mark().string('state').emptyDict();
  if (step > 0) {
    pickle.mark();
    layout.forEach(({ shape, offset, size }, index) => {
      pickle.integer(index).emptyDict().mark().string('step');
      archive.tensor({ shape: [], data: Float32Array.of(step) });
      pickle.string('exp_avg');
      archive.tensor({ shape, data: expAvg.subarray(offset, offset + size) });
      pickle.string('exp_avg_sq');
      archive.tensor({ shape, data: expAvgSq.subarray(offset, offset + size) });
      pickle.setItems();
    });
    pickle.setItems();
  }
  pickle.string('param_groups').emptyList().mark().emptyDict().mark();
  pickle.string('lr').float(learningRate);
  pickle.string('betas').mark().float(ADAM.betas[0]).float(ADAM.betas[1]).tuple();
  pickle.string('eps').float(ADAM.eps).string('weight_decay').integer(0);
  for (const flag of ['amsgrad', 'maximize', 'capturable', 'differentiable', 'decoupled_weight_decay']) {
    pickle.string(flag).boolean(false);
  }
  pickle.string('foreach').none().string('fused').none();
  pickle.string('params').emptyList().mark();
  layout.forEach((_, index) => pickle.integer(index));
  pickle.appends().setItems().appends().setItems();
  return archive.finish();
}

/**
 * The tensors of `policy.pth`, whose shapes tell the network's.
 *
 * @throws ModelZipError when it is not the policy of this task
 */
export async function readPolicy(
  bytes: Uint8Array<ArrayBuffer>,
  { activation, observationSize }: Omit<Architecture, 'netArch'>,
) {
  const state = asMap(await readTorchArchive(bytes), 'policy.pth');
  if (
    [...state.keys()].some((name) => typeof name === 'string' && name.startsWith('mlp_extractor.shared_net.'))
  ) {
    throw new UnsuitableModelError(
      "The model's actor and critic share layers, as Stable-Baselines3 1.x could; here each has its own",
    );
  }
  const netArch = widthsOf(state, 'policy_net');
  const critic = widthsOf(state, 'value_net');
  if (netArch.join() !== critic.join()) {
    throw new UnsuitableModelError(
      `The actor's hidden layers are [${netArch.join(', ')}] and the critic's [${critic.join(', ')}]; this page trains the same for both`,
    );
  }
  if (
    netArch.length < 1 ||
    netArch.length > MAX_LAYERS ||
    netArch.some((width) => width < 8 || width > MAX_WIDTH)
  ) {
    throw new UnsuitableModelError(
      `The policy's hidden layers are [${netArch.join(', ')}], and this page trains 1 to ${MAX_LAYERS} layers of 8 to ${MAX_WIDTH}`,
    );
  }
  const architecture: Architecture = { observationSize, netArch, activation };
  const layout = parameterLayout(architecture);
  const known = new Set(layout.map(({ name }) => name));
  for (const name of state.keys()) {
    if (typeof name !== 'string' || !known.has(name)) {
      throw new UnsuitableModelError(
        `The policy has the tensor ${JSON.stringify(name)}, which PPO's does not`,
      );
    }
  }
  const parameters = new Float32Array(parameterCount(architecture));
  for (const { name, shape, offset } of layout) {
    parameters.set(await expectTensor(state.get(name), shape, name).read(), offset);
  }
  return { architecture, parameters };
}

/** Widths of a tower's hidden layers, from its biases. */
function widthsOf(state: ReadonlyMap<TorchValue, TorchValue>, tower: 'policy_net' | 'value_net'): number[] {
  const widths: number[] = [];
  for (let layer = 0; widths.length === layer; layer++) {
    const bias = state.get(`mlp_extractor.${tower}.${2 * layer}.bias`);
    if (isTensor(bias) && bias.shape.length === 1) widths.push(bias.shape[0]);
  }
  return widths;
}

/** What `policy.optimizer.pth` holds. */
export interface ReadOptimizer {
  /** All zero for a model that was never trained. */
  readonly optimizer: AdamState;
  /** The learning rate of the last update; null: not there. */
  readonly learningRate: number | null;
  /** What differs from the optimizer of this page, one sentence each. */
  readonly warnings: readonly string[];
}

/** Adam as Stable-Baselines3 sets it up for PPO. */
const ADAM = { betas: [0.9, 0.999], eps: 1e-5 } as const;

/**
 * @throws ModelZipError when the moments do not belong to `architecture`
 */
export async function readOptimizer(
  bytes: Uint8Array<ArrayBuffer>,
  architecture: Architecture,
): Promise<ReadOptimizer> {
  const root = asMap(await readTorchArchive(bytes), 'policy.optimizer.pth');
  const state = asMap(root.get('state'), 'the optimizer');
  const groups = root.get('param_groups');
  const group =
    Array.isArray(groups) && groups.length === 1 ? asMap(groups[0] as TorchValue, 'the optimizer') : null;
  const layout = parameterLayout(architecture);
  const indices = group?.get('params');
  if (!group || !Array.isArray(indices) || indices.length !== layout.length) {
    throw new ModelZipError(`The optimizer does not have one group of ${layout.length} parameters`);
  }
  const { optimizer, left } = await readMoments(state, architecture);
  const { learningRate, warnings } = readGroup(group);
  return { optimizer, learningRate, warnings: [...warnings, ...leftAlone(left)] };
}

/** @returns `left`: names of the parameters that the optimizer never moved, as those are that need no gradient */
async function readMoments(
  state: ReadonlyMap<TorchValue, TorchValue>,
  architecture: Architecture,
): Promise<{ readonly optimizer: AdamState; readonly left: readonly string[] }> {
  const layout = parameterLayout(architecture);
  if ([...state.keys()].some((index) => typeof index !== 'number' || !(index in layout))) {
    throw new ModelZipError('The optimizer has moments of other parameters than the policy');
  }
  const count = parameterCount(architecture);
  const expAvg = new Float32Array(count);
  const expAvgSq = new Float32Array(count);
  const left: string[] = [];
  let step = 0;
  if (state.size > 0) {
    for (const [index, { name, shape, offset }] of layout.entries()) {
      if (!state.has(index)) {
        left.push(name);
        continue;
      }
      const entry = asMap(state.get(index), `the optimizer's state of ${name}`);
      expAvg.set(await expectTensor(entry.get('exp_avg'), shape, `exp_avg of ${name}`).read(), offset);
      expAvgSq.set(
        await expectTensor(entry.get('exp_avg_sq'), shape, `exp_avg_sq of ${name}`).read(),
        offset,
      );
      const steps = entry.get('step');
      step = isTensor(steps) ? (await steps.read())[0] : Number(steps);
    }
  }
  return { optimizer: { step, expAvg, expAvgSq }, left };
}

function leftAlone(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [
    `Its optimizer has no moments of ${names.join(', ')}, which it was to leave alone; here all is trained.`,
  ];
}

function readGroup(group: ReadonlyMap<TorchValue, TorchValue>): Omit<ReadOptimizer, 'optimizer'> {
  const learningRate = group.get('lr');
  const warnings: string[] = [];
  const usual: readonly (readonly [string, string])[] = [
    ['betas', ADAM.betas.join(', ')],
    ['eps', String(ADAM.eps)],
    ['weight_decay', '0'],
    ['amsgrad', 'false'],
  ];
  for (const [key, expected] of usual) {
    const value = group.get(key);
    const found = Array.isArray(value)
      ? value.join(', ')
      : JSON.stringify(value ?? expected).replaceAll('"', '');
    if (found !== expected) {
      warnings.push(`Its optimizer has ${key} ${found}; training here goes on with ${expected}.`);
    }
  }
  return { learningRate: typeof learningRate === 'number' ? learningRate : null, warnings };
}

function asMap(value: TorchValue | undefined, what: string): ReadonlyMap<TorchValue, TorchValue> {
  if (!(value instanceof Map)) throw new ModelZipError(`${what} is not the dictionary it should be`);
  return value;
}

function expectTensor(value: TorchValue | undefined, shape: readonly number[], name: string): StoredTensor {
  if (!isTensor(value)) throw new ModelZipError(`The tensor ${name} is missing`);
  if (value.shape.length !== shape.length || value.shape.some((n, axis) => n !== shape[axis])) {
    const spaces = `a policy of the model's spaces, with ${ACTION_SIZE} action,`;
    throw new ModelZipError(
      `The tensor ${name} has the shape (${value.shape.join(', ')}) where ${spaces} has (${shape.join(', ')})`,
    );
  }
  return value;
}

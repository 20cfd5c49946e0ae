import adam from './shaders/adam.wgsl?raw';
import advantages from './shaders/advantages.wgsl?raw';
import blocks from './shaders/blocks.wgsl?raw';
import environment from './shaders/environment.wgsl?raw';
import gather from './shaders/gather.wgsl?raw';
import gradient from './shaders/gradient.wgsl?raw';
import loss from './shaders/loss.wgsl?raw';
import moments from './shaders/moments.wgsl?raw';
import multiply from './shaders/multiply.wgsl?raw';
import network from './shaders/network.wgsl?raw';
import norm from './shaders/norm.wgsl?raw';
import random from './shaders/random.wgsl?raw';
import rollout from './shaders/rollout.wgsl?raw';
import scales from './shaders/scales.wgsl?raw';
import total from './shaders/total.wgsl?raw';
import tower from './shaders/tower.wgsl?raw';
import update from './shaders/update.wgsl?raw';
import values from './shaders/values.wgsl?raw';
import weightGradient from './shaders/weightGradient.wgsl?raw';

/** A pass of the method: the files that its shader is made of, the last one with its entry point. */
const PASSES = {
  collect: [network, random, scales, tower, environment, rollout],
  evaluate: [network, scales, multiply, values],
  advantages: [update, advantages],
  measure: [update, total, moments],
  gather: [random, update, total, gather],
  gradient: [network, update, multiply, loss, gradient],
  weightGradient: [network, update, blocks, weightGradient],
  norm: [network, update, norm],
  adam: [network, update, blocks, adam],
} as const;

export type Pass = keyof typeof PASSES;

/** Passes with a uniform that is bound at an offset, and its binding: the epoch's or the minibatch's. */
const OFFSET_BINDING: Partial<Record<Pass, number>> = {
  gather: 1,
  gradient: 2,
  weightGradient: 1,
  norm: 2,
  adam: 2,
};

/** A shader that the GPU's compiler refused, with the lines that it complained of. */
export class ShaderError extends Error {
  override readonly name = 'ShaderError';
}

/** Values of the `override` constants. */
export type PassConstants = Partial<Record<Pass, Record<string, number>>>;

export type Pipelines = Readonly<Record<Pass, GPUComputePipeline>>;

/** Compiled passes of each device, by their constants: a stage mostly needs the ones of the stage before. */
const cache = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * Every pass, compiled.
 *
 * @throws ShaderError when the compiler refuses one
 */
export async function createPipelines(device: GPUDevice, constants: PassConstants): Promise<Pipelines> {
  const compiled = cache.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  cache.set(device, compiled);
  const create = async (pass: Pass) => {
    const key = `${pass} ${JSON.stringify(constants[pass])}`;
    const pipeline = compiled.get(key) ?? compile(device, pass, PASSES[pass].join('\n'), constants[pass]);
    compiled.set(key, pipeline);
    return [pass, await pipeline] as const;
  };
  return Object.fromEntries(await Promise.all((Object.keys(PASSES) as Pass[]).map(create))) as Pipelines;
}

async function compile(
  device: GPUDevice,
  pass: Pass,
  code: string,
  constants: Record<string, number> | undefined,
): Promise<GPUComputePipeline> {
  const module = await compileShader(device, pass, code);
  const layout = OFFSET_BINDING[pass] === undefined ? 'auto' : dynamicLayout(device, pass, code);
  const compute = { module, entryPoint: pass, constants };
  return device.createComputePipelineAsync({ label: pass, layout, compute });
}

/**
 * @param label names the shader in errors
 * @throws ShaderError with the lines that the compiler refuses
 */
export async function compileShader(
  device: GPUDevice,
  label: string,
  code: string,
): Promise<GPUShaderModule> {
  // What the compiler says comes with the module; as an uncaptured error it would count as a failure of the device.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  await device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length === 0) return module;
  const lines = code.split('\n');
  const complaints = errors.map(
    ({ lineNum, message }) =>
      `${message.split('\n')[0]}, in line ${lineNum}: ${lines[lineNum - 1]?.trim() ?? ''}`,
  );
  throw new ShaderError(`The GPU's compiler refused the pass "${label}": ${complaints.join('; ')}`);
}

/** As the automatic layout, with one uniform at a dynamic offset. */
function dynamicLayout(device: GPUDevice, pass: Pass, code: string): GPUPipelineLayout {
  const entries = [...code.matchAll(/@binding\((\d+)\) var<(uniform|storage, read_write|storage, read)>/g)];
  const layout = device.createBindGroupLayout({
    label: pass,
    entries: entries.map(([, binding, kind]) => ({
      binding: Number(binding),
      visibility: GPUShaderStage.COMPUTE,
      buffer: {
        type: kind === 'uniform' ? 'uniform' : kind === 'storage, read' ? 'read-only-storage' : 'storage',
        hasDynamicOffset: Number(binding) === OFFSET_BINDING[pass],
      },
    })),
  });
  return device.createPipelineLayout({ bindGroupLayouts: [layout] });
}

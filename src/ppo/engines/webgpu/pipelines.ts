import adam from './shaders/adam.wgsl?raw';
import advantages from './shaders/advantages.wgsl?raw';
import environment from './shaders/environment.wgsl?raw';
import gather from './shaders/gather.wgsl?raw';
import gradient from './shaders/gradient.wgsl?raw';
import moments from './shaders/moments.wgsl?raw';
import network from './shaders/network.wgsl?raw';
import place from './shaders/place.wgsl?raw';
import random from './shaders/random.wgsl?raw';
import rollout from './shaders/rollout.wgsl?raw';
import scales from './shaders/scales.wgsl?raw';
import tower from './shaders/tower.wgsl?raw';
import unpack from './shaders/unpack.wgsl?raw';
import update from './shaders/update.wgsl?raw';
import values from './shaders/values.wgsl?raw';
import weightGradient from './shaders/weightGradient.wgsl?raw';

/** A pass of the method: the files that its shader is made of, the last one with its entry point. */
const PASSES = {
  collect: [network, random, scales, tower, environment, rollout],
  evaluate: [network, scales, tower, values],
  advantages: [update, advantages],
  measure: [update, moments],
  gather: [random, update, gather],
  gradient: [network, update, gradient],
  weightGradient: [network, update, weightGradient],
  adam: [network, update, place, adam],
  unpack: [network, place, unpack],
} as const;

export type Pass = keyof typeof PASSES;

/** Passes whose minibatch uniform is bound at an offset, with the uniform's binding. */
const MINIBATCH_BINDING: Partial<Record<Pass, number>> = { gradient: 2, weightGradient: 1, adam: 2 };

/** A shader that the GPU's compiler refused, with the lines that it complained of. */
export class ShaderError extends Error {
  override readonly name = 'ShaderError';
}

/** Values of the `override` constants. */
export type PassConstants = Partial<Record<Pass, Record<string, number>>>;

export type Pipelines = Readonly<Record<Pass, GPUComputePipeline>>;

/** Compiled passes of each device, by their constants: a stage mostly needs the ones of the stage before. */
const cache = new WeakMap<GPUDevice, Map<string, Promise<Pipelines>>>();

/**
 * Every pass, compiled.
 *
 * @throws ShaderError when the compiler refuses one
 */
export function createPipelines(device: GPUDevice, constants: PassConstants): Promise<Pipelines> {
  const compiled = cache.get(device) ?? new Map<string, Promise<Pipelines>>();
  cache.set(device, compiled);
  const key = JSON.stringify(constants);
  const pipelines = compiled.get(key) ?? compile(device, constants);
  compiled.set(key, pipelines);
  return pipelines;
}

async function compile(device: GPUDevice, constants: PassConstants): Promise<Pipelines> {
  const create = async (pass: Pass) => {
    const code = PASSES[pass].join('\n');
    const module = device.createShaderModule({ label: pass, code });
    const { messages } = await module.getCompilationInfo();
    const errors = messages.filter(({ type }) => type === 'error');
    if (errors.length > 0) {
      const lines = code.split('\n');
      const complaints = errors.map(
        ({ lineNum, message }) => `${message}: ${lines[lineNum - 1]?.trim() ?? ''}`,
      );
      throw new ShaderError(`The GPU's compiler refused the pass "${pass}": ${complaints.join('; ')}`);
    }
    const layout = MINIBATCH_BINDING[pass] === undefined ? 'auto' : dynamicLayout(device, pass, code);
    const compute = { module, entryPoint: pass, constants: constants[pass] };
    return [pass, await device.createComputePipelineAsync({ label: pass, layout, compute })] as const;
  };
  return Object.fromEntries(await Promise.all((Object.keys(PASSES) as Pass[]).map(create))) as Pipelines;
}

/** As the automatic layout, with the minibatch at a dynamic offset. */
function dynamicLayout(device: GPUDevice, pass: Pass, code: string): GPUPipelineLayout {
  const entries = [...code.matchAll(/@binding\((\d+)\) var<(uniform|storage, read_write|storage, read)>/g)];
  const layout = device.createBindGroupLayout({
    label: pass,
    entries: entries.map(([, binding, kind]) => ({
      binding: Number(binding),
      visibility: GPUShaderStage.COMPUTE,
      buffer: {
        type: kind === 'uniform' ? 'uniform' : kind === 'storage, read' ? 'read-only-storage' : 'storage',
        hasDynamicOffset: Number(binding) === MINIBATCH_BINDING[pass],
      },
    })),
  });
  return device.createPipelineLayout({ bindGroupLayouts: [layout] });
}

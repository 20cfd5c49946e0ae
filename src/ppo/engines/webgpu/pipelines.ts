import type { PassConstants } from './passConstants';
import { PASSES, shaderOf } from './passes';
import type { Pass } from './passes';
import type { Resource } from './resources';
import type { Shape } from './shape';
import { resourcesOf } from './resources';
import { messageOf } from '../../../errors/problem';

/** A shader that the GPU's compiler refused, with the lines that it complained of. */
export class ShaderError extends Error {
  override readonly name = 'ShaderError';

  /** @param complaint the compiler's own words */
  constructor(label: string, complaint: string, options?: ErrorOptions) {
    super(
      `The GPU's compiler refused the pass "${label}": ${complaint}. Everything up to the last save is safe. ` +
        'Choose another device, or update the browser.',
      options,
    );
  }
}

export type Pipelines = Readonly<Record<Pass, GPUComputePipeline>>;

/** Compiled passes of each device, by their constants and their text: a stage mostly needs the ones of the stage before. */
const cache = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * Compiles every pass, or finds it compiled.
 *
 * @throws ShaderError when the compiler refuses one, as it is or with its constants
 */
export async function createPipelines(
  device: GPUDevice,
  shape: Shape,
  constants: PassConstants,
): Promise<Pipelines> {
  const compiled = cache.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  cache.set(device, compiled);
  const create = async (pass: Pass) => {
    const code = shaderOf(pass, shape);
    const key = `${JSON.stringify(constants[pass])} ${code}`;
    const pipeline = compiled.get(key) ?? compile(device, pass, code, constants[pass]);
    compiled.set(key, pipeline);
    return [pass, await pipeline] as const;
  };
  return Object.fromEntries(await Promise.all(PASSES.map(create))) as Pipelines;
}

async function compile(
  device: GPUDevice,
  pass: Pass,
  code: string,
  constants: Record<string, number> | undefined,
): Promise<GPUComputePipeline> {
  const module = await compileShader(device, pass, code);
  const resources = resourcesOf(pass);
  const hasWindow = resources.some(({ window }) => window !== undefined);
  const layout = hasWindow ? dynamicLayout(device, pass, resources) : 'auto';
  const compute = { module, entryPoint: pass, constants };
  try {
    return await device.createComputePipelineAsync({ label: pass, layout, compute });
  } catch (error) {
    throw new ShaderError(pass, messageOf(error), { cause: error });
  }
}

/**
 * Compiles one shader.
 *
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
  const refusal = await device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length === 0) {
    if (refusal) throw new ShaderError(label, refusal.message);
    return module;
  }
  const lines = code.split('\n');
  const complaints = errors.map(
    ({ lineNum, message }) => `${gist(message)}, in line ${lineNum}: ${lines[lineNum - 1]?.trim() ?? ''}`,
  );
  throw new ShaderError(label, complaints.join('; '));
}

/** What a compiler's message says: its first line, and the reasons that Naga lists below its picture of the place. */
function gist(message: string): string {
  const [first = '', ...rest] = message.split('\n').filter((line) => line.trim() !== '');
  const reasons = rest.filter((line) => line.trim().startsWith('= ')).map((line) => line.trim().slice(2));
  return [first.trim(), ...reasons].join(', ');
}

/** The layout that `auto` would give the pass, but for the uniform that is bound at an offset. */
function dynamicLayout(device: GPUDevice, label: string, resources: readonly Resource[]): GPUPipelineLayout {
  const layout = device.createBindGroupLayout({
    label,
    entries: resources.map(({ binding, type, window }) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type, hasDynamicOffset: window !== undefined },
    })),
  });
  return device.createPipelineLayout({ bindGroupLayouts: [layout] });
}

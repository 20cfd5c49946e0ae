import { LimitError } from '../../errors';
import type { PassConstants } from './passConstants';
import type { Pass } from './passes';
import { PASSES, shaderOf } from './passes';
import { resourcesOf } from './resources';
import type { Shape } from './shape';

/** What a pass needs of a device, as its shader declares it. */
export interface Requirements {
  readonly storageBuffers: number;
  readonly uniformBuffers: number;
  /** Bytes that a workgroup's threads share. */
  readonly workgroupBytes: number;
  /** Threads of a workgroup. */
  readonly threads: number;
}

/** What each of them is limited by, and what it is called. */
const LIMITS: Readonly<
  Record<
    keyof Requirements,
    { readonly names: readonly (keyof GPUSupportedLimits)[]; readonly words: string }
  >
> = {
  storageBuffers: { names: ['maxStorageBuffersPerShaderStage'], words: 'storage buffers' },
  uniformBuffers: { names: ['maxUniformBuffersPerShaderStage'], words: 'uniform buffers' },
  workgroupBytes: { names: ['maxComputeWorkgroupStorageSize'], words: 'bytes of workgroup memory' },
  threads: {
    names: ['maxComputeInvocationsPerWorkgroup', 'maxComputeWorkgroupSizeX'],
    words: 'threads in a workgroup',
  },
};

/** Bytes of the types that workgroup variables are made of, which are what they are aligned to, too. */
const BYTES: Readonly<Record<string, number>> = { u32: 4, f32: 4, vec2f: 8, vec4f: 16, mat4x4f: 64 };
const MOST_ALIGNED = 16;

/**
 * Reads what a pass needs from its shader.
 *
 * @param constants of its `override` declarations
 */
export function requirementsOf(
  pass: Pass,
  shape: Shape,
  constants: Readonly<Record<string, number>> = {},
): Requirements {
  const code = shaderOf(pass, shape).replace(/\/\/.*$/gm, '');
  const resources = resourcesOf(pass);
  const uniformBuffers = resources.filter(({ type }) => type === 'uniform').length;
  const variables = [...code.matchAll(/var<workgroup> \w+: ([^;]+);/g)];
  const size = /@workgroup_size\(([^)]+)\)/.exec(code);
  if (!size) throw new SyntaxError(`The pass "${pass}" has no workgroup_size.`);
  return {
    storageBuffers: resources.length - uniformBuffers,
    uniformBuffers,
    // Each begins on a multiple of 16, as WebGPU counts them.
    workgroupBytes: variables.reduce((sum, [, type]) => sum + roundUp(bytesOf(type, code, constants), 16), 0),
    threads: valueOf(size[1], code, constants),
  };
}

/**
 * Refuses a device whose limits are too low for a pass.
 *
 * @throws LimitError naming every limit and the pass that needs most of it
 */
export function assertWithinLimits(limits: GPUSupportedLimits, shape: Shape, constants: PassConstants): void {
  const needs = PASSES.map((pass) => ({ pass, ...requirementsOf(pass, shape, constants[pass]) }));
  const problems = (Object.keys(LIMITS) as (keyof Requirements)[]).flatMap((what) => {
    const most = needs.reduce((a, b) => (b[what] > a[what] ? b : a));
    const allowed = Math.min(...LIMITS[what].names.map((name) => Number(limits[name])));
    // A limit that a browser does not know is none.
    if (!(allowed < most[what])) return [];
    return [
      `the pass "${most.pass}" needs ${most[what]} ${LIMITS[what].words}, and this GPU allows ${allowed}`,
    ];
  });
  if (problems.length > 0) throw new LimitError(problems.join('; '));
}

/** Bytes of a WGSL type. */
function bytesOf(type: string, code: string, constants: Readonly<Record<string, number>>): number {
  const array = /^array<(\w+), ([^>]+)>$/.exec(type);
  if (array) {
    const [, element, length] = array;
    const stride = roundUp(bytesOf(element, code, constants), alignmentOf(element, code));
    return stride * valueOf(length, code, constants);
  }
  if (Object.hasOwn(BYTES, type)) return BYTES[type];
  const alias = new RegExp(`\\balias ${type} = (\\w+);`).exec(code);
  if (alias) return bytesOf(alias[1], code, constants);
  const end = membersOf(type, code).reduce(
    (offset, member) => roundUp(offset, alignmentOf(member, code)) + bytesOf(member, code, constants),
    0,
  );
  return roundUp(end, alignmentOf(type, code));
}

function alignmentOf(type: string, code: string): number {
  if (Object.hasOwn(BYTES, type)) return Math.min(BYTES[type], MOST_ALIGNED);
  const alias = new RegExp(`\\balias ${type} = (\\w+);`).exec(code);
  if (alias) return alignmentOf(alias[1], code);
  return Math.max(...membersOf(type, code).map((member) => alignmentOf(member, code)));
}

/** Types of a struct's members. */
function membersOf(struct: string, code: string): string[] {
  const body = new RegExp(`\\bstruct ${struct} \\{([^}]*)\\}`).exec(code);
  if (!body) throw new SyntaxError(`Nothing is known of the type "${struct}".`);
  return [...body[1].matchAll(/\w+: (\w+)/g)].map(([, type]) => type);
}

/** Value of a product of numbers, constants and overrides. */
function valueOf(product: string, code: string, constants: Readonly<Record<string, number>>): number {
  const factors = product.split('*').map((text) => text.trim());
  return factors.reduce((value, factor) => value * factorOf(factor, code, constants), 1);
}

function factorOf(factor: string, code: string, constants: Readonly<Record<string, number>>): number {
  const number = /^(\d+)u?$/.exec(factor);
  if (number) return Number(number[1]);
  if (Object.hasOwn(constants, factor)) return constants[factor];
  const declared = new RegExp(`\\b(?:const|override) ${factor}(?:: u32)? = ([^;]+);`).exec(code);
  if (!declared) throw new SyntaxError(`Nothing is known of "${factor}".`);
  return valueOf(declared[1], code, constants);
}

function roundUp(value: number, multiple: number): number {
  return multiple * Math.ceil(value / multiple);
}

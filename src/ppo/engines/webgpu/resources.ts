import { EPOCH, MINIBATCH } from './layouts';
import type { Pass } from './passes';
import { sourceOf } from './passes';

/** A buffer as a shader declares it. */
export interface Resource {
  readonly binding: number;
  readonly name: string;
  readonly type: GPUBufferBindingType;
  /** Bytes that the pass sees of the buffer, at an offset that its dispatch chooses; undefined: all of it. */
  readonly window: number | undefined;
}

const DECLARATION = /@binding\((\d+)\) var<(uniform|storage, read_write|storage, read)> (\w+):/g;
const TYPES: Readonly<Record<string, GPUBufferBindingType>> = {
  uniform: 'uniform',
  'storage, read': 'read-only-storage',
  'storage, read_write': 'storage',
};

/** Uniforms that stand one behind the other in a buffer, by the shader's name for the one that it sees. */
const WINDOWS: Readonly<Record<string, number>> = {
  epoch: EPOCH.uniformSize,
  minibatch: MINIBATCH.uniformSize,
};

/** What a pass works on. Its shader's declarations are the only place that says in which order. */
export function resourcesOf(pass: Pass): readonly Resource[] {
  return [...sourceOf(pass).matchAll(DECLARATION)].map(([, binding, space, name]) => ({
    binding: Number(binding),
    name,
    type: TYPES[space],
    window: Object.hasOwn(WINDOWS, name) ? WINDOWS[name] : undefined,
  }));
}

import { ModelZipError } from './errors';
import type { PickledValue } from './pickledValue';
import { readPickled } from './pickledValue';
import type { PickleValue } from './pickleReader';
import { Call, Global, Tuple } from './pickleReader';

/** A Python class or function that a pickle refers to, or holds. */
export interface PythonName {
  /** `a class of its own` where the pickle does not tell. */
  readonly name: string;
  /** Where Python imports it from; null: it is in the pickle itself, as what is written in a script is. */
  readonly module: string | null;
  /** Modules of the classes that it is derived from, as far as the pickle has them. */
  readonly bases: readonly string[];
}

/** Any name may stand in a pickle that is only asked what it names: nothing in it is ever imported or called. */
const ANY_NAME = { has: () => true };

const UNNAMED: PythonName = { name: 'a class of its own', module: null, bases: [] };

/** Reads a pickle for the names in it; null where it is not understood. */
export function readForNames(value: PickledValue): PickleValue {
  try {
    return readPickled(value, ANY_NAME);
  } catch (error) {
    if (error instanceof ModelZipError) return null;
    throw error;
  }
}

/** Bases of bases that are looked at, and how many of each: a pickle can refer to one class many times over. */
const MAX_DEPTH = 4;
const MAX_BASES = 8;

/** What a class or a function is called, whether it came by reference or by value. */
export function nameOf(value: PickleValue, depth = 0): PythonName {
  if (value instanceof Global) {
    const [module, name] = value.name.split(' ');
    return { name, module, bases: [] };
  }
  // cloudpickle: _make_skeleton_class(type, name, bases, ...).
  if (!(value instanceof Call) || !value.name.endsWith('_make_skeleton_class')) return UNNAMED;
  const [name, bases] = [value.arg(1), value.arg(2)];
  return {
    name: typeof name === 'string' ? name.slice(0, 80) : UNNAMED.name,
    module: null,
    bases: depth < MAX_DEPTH && bases instanceof Tuple ? modulesOf(bases, depth) : [],
  };
}

function modulesOf({ items }: Tuple, depth: number): string[] {
  return items.slice(0, MAX_BASES).flatMap((base) => {
    const { module, bases } = nameOf(base, depth + 1);
    return module === null ? bases : [module];
  });
}

/** How a sentence speaks of a class that is none of Stable-Baselines3's or torch's. */
export function ofItsOwn(what: string, { name }: PythonName): string {
  return name === UNNAMED.name ? `${what} of its own` : `${what} of its own, ${name}`;
}

import type { Schedule } from '../curriculum/schedule';
import { cosine, linear, scheduleValue } from '../curriculum/schedule';
import { isPickled } from './pickledValue';
import type { PickleValue } from './pickleReader';
import { Call } from './pickleReader';
import type { PythonFunction } from './pythonFunction';
import { numberOf, readFunction } from './pythonFunction';
import { nameOf, readForNames } from './pythonNames';

/** What the variables of a schedule are called that hold its first value, and its last. */
const INITIAL = /^(initial|init|start|base|max|peak)(_|$)|^(lr|learning_rate)$/;
const FINAL = /^(final|end|min)(_|$)/;

/**
 * The schedule that a Python function is by its name, the numbers that it closes over and the functions that it calls: the
 * `linear_schedule(initial_value)` of Stable-Baselines3's documentation, and `cosine_schedule(initial_value, final_value)`; or an
 * object that is called as one, the `SimpleLinearSchedule` of RL Baselines3 Zoo.
 * Its code is not run, so that this is a guess until it is compared with what the optimizer was set to. Null: no guess.
 */
export function likelySchedule(value: unknown): Schedule | null {
  const called = isPickled(value) ? readCallable(readForNames(value)) : null;
  const make = called && shapeOf(called);
  if (!make) return null;
  let [initial, final]: (number | null)[] = [null, null];
  for (const [name, cell] of called.closure) {
    const number = numberOf(cell);
    if (isModule(cell)) continue;
    // Whatever is neither end may decide all.
    if (number === null) return null;
    if (INITIAL.test(name) && initial === null) initial = number;
    else if (FINAL.test(name) && final === null) final = number;
    else return null;
  }
  return initial === null ? null : make(initial, final ?? 0);
}

/**
 * Whether a model was trained by a schedule, as far as the last value in its optimizer tells.
 *
 * @param progressRemaining at the last update, 1 to 0
 * @param last learning rate of that update
 */
export function agreesWith(
  schedule: Schedule,
  progressRemaining: number | null,
  last: number | null,
): boolean {
  if (progressRemaining === null || last === null) return false;
  const expected = scheduleValue(schedule, progressRemaining);
  const largest = schedule.shape === 'constant' ? schedule.value : Math.max(schedule.initial, schedule.final);
  return Math.abs(last - expected) <= 1e-6 * Math.abs(largest);
}

type Callable = Pick<PythonFunction, 'qualifiedName' | 'closure' | 'names'>;

/** A function, or an object that is called as one: its attributes are what a function closes over. Null: neither. */
function readCallable(value: PickleValue): Callable | null {
  const called = readFunction(value);
  if (called || !(value instanceof Call) || !(value.state instanceof Map)) return called;
  // Attributes have names; what has none is neither end of a schedule.
  const attributes = [...value.state].map(
    ([key, each]) => [typeof key === 'string' ? key : '', each] as const,
  );
  return { qualifiedName: nameOf(value.callable).name, closure: new Map(attributes), names: [] };
}

function shapeOf({ qualifiedName, names }: Callable): typeof linear | null {
  const callsCosine = names.includes('cos');
  if (/cos/i.test(qualifiedName ?? '')) return callsCosine ? cosine : null;
  return /linear/i.test(qualifiedName ?? '') && names.length === 0 ? linear : null;
}

function isModule(cell: PickleValue): boolean {
  return cell instanceof Call && cell.name.endsWith(' subimport');
}

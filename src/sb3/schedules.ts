import type { Schedule } from '../curriculum/schedule';
import { constant, cosine, linear, scheduleValue } from '../curriculum/schedule';
import type { PickledValue } from './pickledValue';
import { isPickled, writePickled } from './pickledValue';
import type { PickleValue } from './pickleReader';
import { Call, Tuple } from './pickleReader';
import type { PickleWriter } from './pickleWriter';
import type { PythonFunction } from './pythonFunction';
import { numberOf, readFunction } from './pythonFunction';
import { readForNames } from './pythonNames';

/** Points of the table that stands for a cosine schedule; between two, a straight line is itself. */
const TABLE_POINTS = { linear: 2, cosine: 101 } as const;

/**
 * A number, or a table for `numpy.interp`: what Python evaluates without code of ours, under every Stable-Baselines3 from 2.0
 * on. (Its own `LinearSchedule` came with 2.7, and a `PPO.load` that lacks it goes on with a constant 3e-4.)
 */
export function writeSchedule(schedule: Schedule): number | PickledValue {
  if (schedule.shape === 'constant') return schedule.value;
  return writePickled("<class 'functools.partial'>", (pickle) => writeTable(pickle, schedule));
}

function writeTable(
  pickle: PickleWriter,
  schedule: Exclude<Schedule, { readonly shape: 'constant' }>,
): PickleWriter {
  const progress = tableProgress(TABLE_POINTS[schedule.shape]);
  pickle.global('functools', 'partial').mark().global('numpy', 'interp').tuple().reduce();
  pickle.mark().global('numpy', 'interp').emptyTuple().emptyDict().mark();
  for (const [name, values] of [
    ['xp', progress],
    ['fp', progress.map((remaining) => scheduleValue(schedule, remaining))],
  ] as const) {
    pickle.string(name).emptyList().mark();
    for (const value of values) pickle.float(value);
    pickle.appends();
  }
  return pickle.setItems().none().tuple().build();
}

function tableProgress(points: number): number[] {
  return Array.from({ length: points }, (_, i) => i / (points - 1));
}

/** What a model's schedule is here; a string names one that cannot be taken over, for people. */
export type RecoveredSchedule = Schedule | string;

const SB3 = 'stable_baselines3.common.utils';

const UNKNOWN = 'a Python object that this page does not know';

/** Finds the schedule in what Stable-Baselines3 saves, without running anything. It never throws. */
export function recoverSchedule(value: unknown): RecoveredSchedule {
  if (typeof value === 'number' && Number.isFinite(value)) return constant(value);
  return isPickled(value) ? recover(readForNames(value), 0) : 'not there';
}

function recover(value: PickleValue, depth: number): RecoveredSchedule {
  const number = numberOf(value);
  if (number !== null) return constant(number);
  if (!(value instanceof Call) || depth > MAX_DEPTH) return UNKNOWN;
  const called = readFunction(value);
  if (called) return recoverFunction(called, depth);
  switch (value.name) {
    case `${SB3} FloatSchedule`:
      return recover(partOf(value, 'value_schedule', 0), depth + 1);
    case `${SB3} ConstantSchedule`:
      return recover(partOf(value, 'val', 0), depth + 1);
    case `${SB3} LinearSchedule`:
    case `${SB3} get_linear_fn`:
      return recoverLinear([
        partOf(value, 'start', 0),
        partOf(value, 'end', 1),
        partOf(value, 'end_fraction', 2),
      ]);
    case 'functools partial':
      return recoverTable(value);
    default:
      return UNKNOWN;
  }
}

/** Schedules that wrap schedules. */
const MAX_DEPTH = 4;

/** An attribute of an object that was pickled by its state, or, by other writers, as a call of its constructor. */
function partOf(object: Call, key: string, position: number): PickleValue {
  return object.state instanceof Map ? (object.state.get(key) ?? null) : object.arg(position);
}

/** @param parts start, end and the fraction of the training at which the end is reached */
function recoverLinear(parts: readonly PickleValue[]): RecoveredSchedule {
  const [start, end, endFraction] = parts.map(numberOf);
  if (start === null || end === null || endFraction === null) return 'a linear schedule without numbers';
  if (endFraction === 1) return linear(start, end);
  return `linear from ${start} to ${end} over the first ${endFraction} of the training`;
}

/** Our own tables, saved once more by Python, are found again. */
function recoverTable(call: Call): RecoveredSchedule {
  const keywords = call.state instanceof Tuple ? call.state.items[2] : null;
  const numbers = (name: string) => {
    const list = keywords instanceof Map ? keywords.get(name) : null;
    return Array.isArray(list) && list.every((item) => typeof item === 'number') ? list : [];
  };
  const [progress, values] = [numbers('xp'), numbers('fp')];
  const make = progress.length === TABLE_POINTS.linear ? linear : cosine;
  const candidate = make(values.at(-1) ?? NaN, values[0] ?? NaN);
  const points = TABLE_POINTS[progress.length === TABLE_POINTS.linear ? 'linear' : 'cosine'];
  const agrees =
    progress.length === points &&
    tableProgress(points).every((remaining, i) => {
      const expected = scheduleValue(candidate, remaining);
      return progress[i] === remaining && Math.abs(values[i] - expected) <= 1e-9 * Math.abs(expected);
    });
  return agrees ? candidate : `a table of ${values.length} values`;
}

/** Up to 2.6 even a constant is a closure of Stable-Baselines3: those three are known by name, all others only named. */
function recoverFunction(called: PythonFunction, depth: number): RecoveredSchedule {
  const { module, qualifiedName, closure } = called;
  if (module === SB3) {
    const cell = (key: string) => closure.get(key) ?? null;
    if (qualifiedName === 'constant_fn.<locals>.func') return recover(cell('val'), depth + 1);
    if (qualifiedName === 'get_schedule_fn.<locals>.<lambda>')
      return recover(cell('value_schedule'), depth + 1);
    if (qualifiedName === 'get_linear_fn.<locals>.func') {
      return recoverLinear([cell('start'), cell('end'), cell('end_fraction')]);
    }
  }
  const known = [...closure]
    .map(([key, value]) => [key, numberOf(value)] as const)
    .flatMap(([key, number]) => (number === null ? [] : [`${key} = ${number}`]))
    .join(', ');
  return `the Python function ${qualifiedName?.slice(0, 80) ?? 'without a name'}${known && ` (${known})`}`;
}

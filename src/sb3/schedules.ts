import type { Schedule } from '../curriculum/schedule';
import { constant, cosine, scheduleValue } from '../curriculum/schedule';
import { ModelZipError } from './errors';
import type { PickledValue } from './pickledValue';
import { isPickled, readPickled, writePickled } from './pickledValue';
import type { PickleValue } from './pickleReader';
import { Call, Tuple } from './pickleReader';
import type { PickleWriter } from './pickleWriter';

/** Points of the table that stands for a cosine schedule. */
const TABLE_POINTS = 101;

/** A number, a `LinearSchedule`, or a table for `numpy.interp`: what Python evaluates without code of ours. */
export function writeSchedule(schedule: Schedule): number | PickledValue {
  if (schedule.shape === 'constant') return schedule.value;
  if (schedule.shape === 'linear') {
    return writePickled("<class 'stable_baselines3.common.utils.LinearSchedule'>", (pickle) =>
      pickle
        .global('stable_baselines3.common.utils', 'LinearSchedule')
        .mark()
        .float(schedule.initial)
        .float(schedule.final)
        .float(1)
        .tuple()
        .reduce(),
    );
  }
  return writePickled("<class 'functools.partial'>", (pickle) => writeTable(pickle, schedule));
}

function writeTable(pickle: PickleWriter, schedule: Schedule): PickleWriter {
  const progress = tableProgress();
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

function tableProgress(): number[] {
  return Array.from({ length: TABLE_POINTS }, (_, i) => i / (TABLE_POINTS - 1));
}

/** What a model's schedule is here; a string names one that cannot be taken over, for people. */
export type RecoveredSchedule = Schedule | string;

const SB3 = 'stable_baselines3.common.utils';

const GLOBALS: ReadonlySet<string> = new Set([
  ...['FloatSchedule', 'ConstantSchedule', 'LinearSchedule', 'get_linear_fn'].map((name) => `${SB3} ${name}`),
  'functools partial',
  'numpy interp',
  'builtins float',
  // What cloudpickle needs for a function by value. It is bytecode, and is never run.
  ...[
    '_make_function',
    '_builtin_type',
    '_make_empty_cell',
    '_make_cell',
    '_function_setstate',
    'subimport',
  ].map((name) => `cloudpickle.cloudpickle ${name}`),
  'cloudpickle.cloudpickle_fast _function_setstate',
]);

/** Finds the schedule in what Stable-Baselines3 2.0 to 2.9 save, without running anything. It never throws. */
export function recoverSchedule(value: unknown): RecoveredSchedule {
  if (typeof value === 'number' && Number.isFinite(value)) return constant(value);
  if (!isPickled(value)) return 'not there';
  try {
    return recover(readPickled(value, GLOBALS), 0);
  } catch (error) {
    if (error instanceof ModelZipError) return 'a Python object that this page does not know';
    throw error;
  }
}

function recover(value: PickleValue, depth: number): RecoveredSchedule {
  if (typeof value === 'number') return constant(value);
  if (!(value instanceof Call) || depth > 4) return 'a Python object that this page does not know';
  const part = (key: string, position: number) =>
    value.state instanceof Map ? (value.state.get(key) ?? null) : value.arg(position);
  switch (value.name) {
    case `${SB3} FloatSchedule`:
      return recover(part('value_schedule', 0), depth + 1);
    case `${SB3} ConstantSchedule`:
      return recover(part('val', 0), depth + 1);
    case `${SB3} LinearSchedule`:
    case `${SB3} get_linear_fn`:
      return linear(part('start', 0), part('end', 1), part('end_fraction', 2));
    case 'functools partial':
      return recoverTable(value);
    case 'cloudpickle.cloudpickle _make_function':
      return recoverFunction(value, depth);
    default:
      return 'a Python object that this page does not know';
  }
}

function linear(start: PickleValue, end: PickleValue, endFraction: PickleValue): RecoveredSchedule {
  if (typeof start !== 'number' || typeof end !== 'number' || typeof endFraction !== 'number') {
    return 'a linear schedule without numbers';
  }
  if (endFraction === 1) return { shape: 'linear', initial: start, final: end };
  return `linear from ${start} to ${end} over the first ${endFraction} of the training`;
}

/** Our own cosine, saved once more by Python, is found again. */
function recoverTable(call: Call): RecoveredSchedule {
  const keywords = call.state instanceof Tuple ? call.state.items[2] : null;
  const numbers = (name: string) => {
    const list = keywords instanceof Map ? keywords.get(name) : null;
    return Array.isArray(list) && list.every((item) => typeof item === 'number') ? list : [];
  };
  const [progress, values] = [numbers('xp'), numbers('fp')];
  const candidate = cosine(values.at(-1) ?? NaN, values[0] ?? NaN);
  const agrees =
    progress.length === TABLE_POINTS &&
    tableProgress().every((remaining, i) => {
      const expected = scheduleValue(candidate, remaining);
      return progress[i] === remaining && Math.abs(values[i] - expected) <= 1e-9 * Math.abs(expected);
    });
  return agrees ? candidate : `a table of ${values.length} values`;
}

/** Up to 2.6 even a constant is a closure of Stable-Baselines3: those three are known by name, all others only named. */
function recoverFunction(call: Call, depth: number): RecoveredSchedule {
  const slots = call.state instanceof Tuple ? call.state.items[1] : null;
  const slot = (name: string) => (slots instanceof Map ? (slots.get(name) ?? null) : null);
  const name = slot('__qualname__');
  const cells = closureOf(call, slot('__closure__'));
  if (slot('__module__') === SB3) {
    const cell = (key: string) => cells.get(key) ?? null;
    if (name === 'constant_fn.<locals>.func') return recover(cell('val'), depth + 1);
    if (name === 'get_schedule_fn.<locals>.<lambda>') return recover(cell('value_schedule'), depth + 1);
    if (name === 'get_linear_fn.<locals>.func') {
      return linear(cell('start'), cell('end'), cell('end_fraction'));
    }
  }
  const known = [...cells]
    .flatMap(([key, value]) => (typeof value === 'number' ? [`${key} = ${value}`] : []))
    .join(', ');
  return `the Python function ${typeof name === 'string' ? name.slice(0, 80) : 'without a name'}${known && ` (${known})`}`;
}

/** The variables that a function closes over; their names are the last but one argument of its code object. */
function closureOf(call: Call, closure: PickleValue): ReadonlyMap<string, PickleValue> {
  const code = call.arg(0);
  const names = code instanceof Call && code.args instanceof Tuple ? code.args.items.at(-2) : null;
  const cells = closure instanceof Tuple ? closure.items : [];
  return new Map(
    cells.flatMap((cell, i) => {
      const name = names instanceof Tuple ? names.items[i] : null;
      return typeof name === 'string' && cell instanceof Call ? [[name, cell.arg(0)] as const] : [];
    }),
  );
}

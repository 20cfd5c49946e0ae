import { describe, expect, test } from 'vitest';
import type { Schedule } from '../../../src/curriculum/schedule';
import { constant, cosine, linear } from '../../../src/curriculum/schedule';
import { likelySchedule } from '../../../src/sb3/likelySchedule';
import { writePickled } from '../../../src/sb3/pickledValue';
import type { PickleWriter } from '../../../src/sb3/pickleWriter';
import { recoverSchedule, writeSchedule } from '../../../src/sb3/schedules';

const SB3 = 'stable_baselines3.common.utils';
const value = (write: (pickle: PickleWriter) => PickleWriter) => writePickled('a test', write);

/** `cloudpickle`'s closure: a function of that module and name over one variable. */
function closure(module: string, name: string, cell: string, content: number) {
  return value((pickle) => {
    pickle.global('cloudpickle.cloudpickle', '_make_function').mark();
    pickle.global('cloudpickle.cloudpickle', '_builtin_type').mark().string('CodeType').tuple().reduce();
    pickle.mark().mark().string(cell).tuple().emptyTuple().tuple().reduce().tuple().reduce();
    pickle.mark().emptyDict().emptyDict().mark();
    pickle
      .string('__module__')
      .string(module)
      .string('__qualname__')
      .string(name)
      .string('__closure__')
      .mark();
    pickle.global('cloudpickle.cloudpickle', '_make_cell').mark().float(content).tuple().reduce().tuple();
    return pickle.setItems().tuple().build();
  });
}

describe('a schedule', () => {
  test.each<Schedule>([
    constant(3e-4),
    { shape: 'linear', initial: 3e-4, final: 0 },
    linear(3e-4, 1e-4),
    cosine(2e-4, 1e-4),
  ])('of ours comes back: %o', (schedule) => {
    expect(recoverSchedule(writeSchedule(schedule))).toEqual(schedule);
  });

  test('of ours needs nothing that some versions of Stable-Baselines3 lack', () => {
    for (const schedule of [linear(3e-4, 1e-4), cosine(2e-4, 1e-4)]) {
      const written = writeSchedule(schedule);
      const text = typeof written === 'number' ? '' : atob(written[':serialized:']);
      expect(text.match(/c[a-z]\w+\n\w+\n/g)).toEqual([
        'cfunctools\npartial\n',
        'cnumpy\ninterp\n',
        'cnumpy\ninterp\n',
      ]);
    }
  });

  test('in a FloatSchedule is the one that it wraps', () => {
    const wrapped = value((pickle) => {
      pickle.global(SB3, 'FloatSchedule').mark().global(SB3, 'ConstantSchedule').mark().float(0.2);
      return pickle.tuple().reduce().tuple().reduce();
    });
    expect(recoverSchedule(wrapped)).toEqual(constant(0.2));
  });

  test("of Stable-Baselines3's own closures is known by their names", () => {
    const known = closure(SB3, 'constant_fn.<locals>.func', 'val', 0.15);
    expect(recoverSchedule(known)).toEqual(constant(0.15));
  });

  test('of RL Baselines3 Zoo is an object, which its name and its number tell', () => {
    const object = (name: string, attribute: string) =>
      value((pickle) => {
        pickle.global('rl_zoo3.utils', name).emptyTuple().reduce();
        return pickle.emptyDict().mark().string(attribute).float(3e-4).setItems().build();
      });
    const simple = object('SimpleLinearSchedule', 'initial_value');
    expect(likelySchedule(simple)).toEqual(linear(3e-4, 0));
    expect(recoverSchedule(simple)).toMatch(/does not know/);
    expect(likelySchedule(object('SimpleLinearSchedule', 'warm_up'))).toBeNull();
    expect(likelySchedule(object('StepSchedule', 'initial_value'))).toBeNull();
  });

  test.each([
    [
      'a closure of somebody',
      closure('__main__', 'warm_up.<locals>.f', 'peak', 0.01),
      /warm_up.*peak = 0.01/,
    ],
    [
      'a linear one that ends early',
      value((pickle) =>
        pickle.global(SB3, 'LinearSchedule').mark().float(1e-3).float(0).float(0.5).tuple().reduce(),
      ),
      /linear from 0.001 to 0 over the first 0.5/,
    ],
    [
      'a table that is no cosine',
      value((pickle) => {
        pickle.global('functools', 'partial').mark().global('numpy', 'interp').tuple().reduce();
        pickle.mark().global('numpy', 'interp').emptyTuple().emptyDict().mark();
        pickle.string('xp').emptyList().mark().float(0).float(0.5).float(1).appends();
        pickle.string('fp').emptyList().mark().float(1).float(2).float(2).appends();
        return pickle.setItems().none().tuple().build();
      }),
      /a table of 3 values/,
    ],
    ['a name from anywhere', value((pickle) => pickle.global('my.module', 'schedule')), /does not know/],
    ['a pickle that is none', { ':type:': 'x', ':serialized:': 'AAAA' }, /does not know/],
    ['nothing', null, /not there/],
  ])('that cannot be taken over is named: %s', (_, unknown, name) => {
    expect(recoverSchedule(unknown)).toMatch(name);
  });
});

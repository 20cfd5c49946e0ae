import type { PickleValue } from './pickleReader';
import { Call, Tuple } from './pickleReader';
import { readNumpyScalar } from './numpyScalar';

/** What can be seen of a Python function that cloudpickle saved by value, without running it. */
export interface PythonFunction {
  readonly module: string | null;
  /** As in a traceback: `outer.<locals>.inner`. */
  readonly qualifiedName: string | null;
  /** The variables that it closes over. */
  readonly closure: ReadonlyMap<string, PickleValue>;
  /** Names of the modules, attributes and global variables that its code uses. */
  readonly names: readonly string[];
}

/** Null: the value is no function. */
export function readFunction(value: PickleValue): PythonFunction | null {
  if (!(value instanceof Call) || !makesFunction(value)) return null;
  const slots = value.state instanceof Tuple ? value.state.items[1] : null;
  const slot = (name: string) => (slots instanceof Map ? (slots.get(name) ?? null) : null);
  const text = (name: string) => {
    const content = slot(name);
    return typeof content === 'string' ? content : null;
  };
  const code = value.arg(0);
  const codeArguments = code instanceof Call && code.args instanceof Tuple ? code.args.items : [];
  return {
    module: text('__module__'),
    qualifiedName: text('__qualname__'),
    closure: closureOf(slot('__closure__'), codeArguments.at(-2)),
    names: namesOf(codeArguments),
  };
}

/** A number, Python's or numpy's; null for anything else. */
export function numberOf(value: PickleValue): number | null {
  return typeof value === 'number' ? value : readNumpyScalar(value);
}

/** `_make_function(code, ...)`; in cloudpickle 1.x `_builtin_type('LambdaType')(code, ...)`. */
function makesFunction({ name, callable }: Call): boolean {
  if (name === 'cloudpickle.cloudpickle _make_function') return true;
  const type = callable instanceof Call ? callable.arg(0) : null;
  return type === 'LambdaType' || type === 'FunctionType';
}

/** The names of the variables are the last but one argument of the code object, their values lie in cells. */
function closureOf(closure: PickleValue, names: PickleValue | undefined): Map<string, PickleValue> {
  const cells = closure instanceof Tuple ? closure.items : [];
  return new Map(
    cells.flatMap((cell, i) => {
      const name = names instanceof Tuple ? names.items[i] : null;
      return typeof name === 'string' && cell instanceof Call ? [[name, cell.arg(0)] as const] : [];
    }),
  );
}

/** `co_names` follows the bytecode and the constants among the arguments of a code object. */
function namesOf(codeArguments: readonly PickleValue[]): string[] {
  const bytecode = codeArguments.findIndex((argument) => argument instanceof Uint8Array);
  const names = bytecode < 0 ? null : codeArguments[bytecode + 2];
  return names instanceof Tuple ? names.items.filter((name) => typeof name === 'string') : [];
}

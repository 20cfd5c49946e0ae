import { ModelZipError } from './errors';

/**
 * Reads pickles symbolically: nothing that a stream names is ever imported, resolved or called. REDUCE, NEWOBJ and
 * BUILD make inert nodes, and every global must be on the caller's list. Opcodes: Python's `pickletools`.
 */

export class Tuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A name that the stream refers to, for instance `torch FloatStorage`. */
export class Global {
  constructor(readonly name: string) {}
}

/** What calling `callable` with `args` would make. */
export class Call {
  /** What BUILD would set on it. */
  state: PickleValue = null;
  /** What SETITEMS would put into it. */
  readonly entries = new Map<PickleValue, PickleValue>();

  constructor(
    readonly callable: PickleValue,
    readonly args: PickleValue,
  ) {}

  /** Name of the callable, '' when it is not a global. */
  get name(): string {
    return this.callable instanceof Global ? this.callable.name : '';
  }

  arg(index: number): PickleValue {
    return this.args instanceof Tuple ? (this.args.items[index] ?? null) : null;
  }
}

/** An object outside the stream, for instance a tensor's storage. */
export class PersistentId {
  constructor(readonly id: PickleValue) {}
}

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Tuple
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Global
  | Call
  | PersistentId;

/** More than any model of the supported sizes needs, and little enough to be refused at once. */
const MAX_OPERATIONS = 200_000;
const MAX_MEMO = 50_000;
const MAX_STACK = 20_000;

const MARK = Symbol('mark');

/** Names that may stand in a stream, `module name`. */
export type AllowedGlobals = Pick<ReadonlySet<string>, 'has'>;

/**
 * @param globals names that may stand in the stream
 * @throws ModelZipError on anything that is not on the list, malformed or too large
 */
export function readPickle(bytes: Uint8Array, globals: AllowedGlobals): PickleValue {
  return new PickleMachine(bytes, globals).run();
}

class PickleMachine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #globals: AllowedGlobals;
  readonly #text = new TextDecoder('utf-8', { fatal: true });
  readonly #stack: (PickleValue | typeof MARK)[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #position = 0;

  constructor(bytes: Uint8Array, globals: AllowedGlobals) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#globals = globals;
  }

  run(): PickleValue {
    for (let operation = 0; operation < MAX_OPERATIONS; operation++) {
      const opcode = this.#byte();
      if (opcode === 0x2e) {
        const result = this.#pop();
        if (this.#stack.length > 0) throw malformed('it ends with values left over');
        return result;
      }
      this.#execute(opcode);
      if (this.#stack.length > MAX_STACK) throw malformed('it nests too deeply');
    }
    throw malformed('it is too long');
  }

  #execute(opcode: number): void {
    switch (opcode) {
      case 0x80: // PROTO
        if (this.#byte() > 5) throw malformed('its protocol is newer than 5');
        return;
      case 0x95: // FRAME
        this.#take(8);
        return;
      case 0x28: // MARK
        this.#stack.push(MARK);
        return;
      case 0x30: // POP
        return this.#discard();
      case 0x4e: // NONE
        return this.#push(null);
      case 0x88: // NEWTRUE
        return this.#push(true);
      case 0x89: // NEWFALSE
        return this.#push(false);
      case 0x4b: // BININT1
        return this.#push(this.#byte());
      case 0x4d: // BININT2
        return this.#push(this.#view.getUint16(this.#take(2), true));
      case 0x4a: // BININT
        return this.#push(this.#view.getInt32(this.#take(4), true));
      case 0x8a: // LONG1
        return this.#push(this.#long(this.#byte()));
      case 0x47: // BINFLOAT
        return this.#push(this.#view.getFloat64(this.#take(8), false));
      case 0x58: // BINUNICODE
        return this.#push(this.#string(this.#length4()));
      case 0x8c: // SHORT_BINUNICODE
        return this.#push(this.#string(this.#byte()));
      case 0x8d: // BINUNICODE8
        return this.#push(this.#string(this.#length8()));
      case 0x43: // SHORT_BINBYTES
        return this.#push(this.#slice(this.#byte()));
      case 0x42: // BINBYTES
        return this.#push(this.#slice(this.#length4()));
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        return this.#push(this.#slice(this.#length8()));
      case 0x29: // EMPTY_TUPLE
        return this.#push(new Tuple([]));
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return this.#push(new Tuple(this.#popMany(opcode - 0x84)));
      case 0x74: // TUPLE
      case 0x91: // FROZENSET
        return this.#push(new Tuple(this.#popToMark()));
      case 0x5d: // EMPTY_LIST
      case 0x8f: // EMPTY_SET
        return this.#push([]);
      case 0x7d: // EMPTY_DICT
        return this.#push(new Map());
      case 0x61: // APPEND
        return this.#append(this.#popMany(1));
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        return this.#append(this.#popToMark());
      case 0x73: // SETITEM
        return this.#setItems(this.#popMany(2));
      case 0x75: // SETITEMS
        return this.#setItems(this.#popToMark());
      case 0x71: // BINPUT
        return this.#remember(this.#byte());
      case 0x72: // LONG_BINPUT
        return this.#remember(this.#view.getUint32(this.#take(4), true));
      case 0x94: // MEMOIZE
        return this.#remember(this.#memo.size);
      case 0x68: // BINGET
        return this.#recall(this.#byte());
      case 0x6a: // LONG_BINGET
        return this.#recall(this.#view.getUint32(this.#take(4), true));
      case 0x63: // GLOBAL
        return this.#global(this.#line(), this.#line());
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        return this.#global(module, name);
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const [callable, args] = this.#popMany(2);
        return this.#push(new Call(callable, args));
      }
      case 0x62: {
        // BUILD
        const state = this.#pop();
        const target = this.#top();
        if (!(target instanceof Call)) throw malformed('it builds on a plain value');
        target.state = state;
        return;
      }
      case 0x51: // BINPERSID
        return this.#push(new PersistentId(this.#pop()));
      default:
        throw malformed(`it has the operation 0x${opcode.toString(16)}, which no model file needs`);
    }
  }

  #push(value: PickleValue): void {
    this.#stack.push(value);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw malformed('it takes a value that is not there');
    return value;
  }

  #popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  #popToMark(): PickleValue[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw malformed('it closes what it never opened');
    const values = this.#stack.splice(mark + 1) as PickleValue[];
    this.#stack.pop();
    return values;
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) throw malformed('it takes a value that is not there');
    return value;
  }

  /** cloudpickle gives a function its state by calling `_function_setstate` and dropping the result. */
  #discard(): void {
    if (this.#stack.at(-1) === MARK) {
      this.#stack.pop();
      return;
    }
    const value = this.#pop();
    if (value instanceof Call && value.name.endsWith(' _function_setstate')) {
      const target = value.arg(0);
      if (target instanceof Call) target.state = value.arg(1);
    }
  }

  #append(values: readonly PickleValue[]): void {
    const list = this.#top();
    if (Array.isArray(list)) list.push(...values);
    else if (!(list instanceof Call)) throw malformed('it appends to what is not a list');
  }

  #setItems(pairs: readonly PickleValue[]): void {
    const target = this.#top();
    const entries = target instanceof Call ? target.entries : target;
    if (!(entries instanceof Map) || pairs.length % 2 !== 0) {
      throw malformed('it sets items of what is not a dictionary');
    }
    for (let i = 0; i < pairs.length; i += 2) entries.set(pairs[i], pairs[i + 1]);
  }

  #remember(index: number): void {
    if (this.#memo.size >= MAX_MEMO) throw malformed('it remembers too much');
    this.#memo.set(index, this.#top());
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw malformed('it recalls what it never remembered');
    this.#push(value);
  }

  #global(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw malformed('it names what is not a name');
    const full = `${module} ${name}`;
    if (!this.#globals.has(full)) {
      throw new ModelZipError(`The file names "${full.slice(0, 80)}", which no PPO checkpoint needs`);
    }
    this.#push(new Global(full));
  }

  #take(count: number): number {
    const position = this.#position;
    if (count > this.#bytes.length - position) throw malformed('it is cut short');
    this.#position += count;
    return position;
  }

  #byte(): number {
    return this.#bytes[this.#take(1)];
  }

  #length4(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  #length8(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  #slice(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.slice(start, start + length);
  }

  #string(length: number): string {
    try {
      return this.#text.decode(this.#slice(length));
    } catch (error) {
      if (error instanceof ModelZipError) throw error;
      throw malformed('it has text that is not UTF-8');
    }
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) throw malformed('it is cut short');
    const line = this.#string(end - this.#position);
    this.#position = end + 1;
    return line;
  }

  /** Little-endian two's complement. */
  #long(length: number): number | bigint {
    let value = 0n;
    const bytes = this.#slice(length);
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    if (length > 0 && bytes[length - 1] & 0x80) value -= 1n << BigInt(8 * length);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
}

function malformed(what: string): ModelZipError {
  return new ModelZipError(`A pickle in the file is malformed: ${what}`);
}

/** How WGSL lays out what the host shares with it ("Memory Layout" in its specification), in bytes. */
const BASIC = {
  u32: { align: 4, size: 4, kind: 'u32' },
  f32: { align: 4, size: 4, kind: 'f32' },
  vec2u: { align: 8, size: 8, kind: 'u32' },
  vec2f: { align: 8, size: 8, kind: 'f32' },
  vec4u: { align: 16, size: 16, kind: 'u32' },
  vec4f: { align: 16, size: 16, kind: 'f32' },
} as const;
/** What an array or a struct of a uniform begins on, and from one of its elements to the next. */
const UNIFORM_ALIGNMENT = 16;

type Scalar = 'u32' | 'f32';
type Basic = keyof typeof BASIC;

/** `array<element, length>` */
interface ArrayType<Element extends Basic | StructLayout> {
  readonly element: Element;
  readonly length: number;
}

type FieldType = Basic | ArrayType<Basic> | ArrayType<StructLayout>;
type Fields = Readonly<Record<string, FieldType>>;

/** A number for a scalar, the numbers of a vector or of an array one after the other, for an array of structs a
 * list that may be shorter. */
export type Values<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };
type ValueOf<Type> = Type extends Scalar
  ? number
  : Type extends ArrayType<StructLayout<infer Inner>>
    ? readonly Values<Inner>[]
    : ArrayLike<number>;

/** Where a field lies, and what it consists of. */
interface Place {
  readonly offset: number;
  readonly type: FieldType;
  /** Bytes from an element to the next; of one element, the field's size. */
  readonly stride: number;
  readonly length: number;
}

export function array<Element extends Basic | StructLayout>(
  element: Element,
  length: number,
): ArrayType<Element> {
  return { element, length };
}

/** A struct in a storage buffer; the order of `fields` is that of its memory. */
export function storageStruct<F extends Fields>(name: string, fields: F): StructLayout<F> {
  return new StructLayout(name, fields, false);
}

/**
 * A struct that may be a uniform.
 *
 * @throws RangeError for an array whose elements lie closer than a uniform allows
 */
export function uniformStruct<F extends Fields>(name: string, fields: F): StructLayout<F> {
  return new StructLayout(name, fields, true);
}

/** A struct that both WGSL and TypeScript know: its text there, its size, and what writes and reads it here. */
export class StructLayout<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
  readonly align: number;
  /** Bytes, padding included. */
  readonly size: number;
  readonly #places: ReadonlyMap<string, Place>;
  readonly #isUniform: boolean;

  constructor(name: string, fields: F, isUniform: boolean) {
    this.name = name;
    this.fields = fields;
    this.#isUniform = isUniform;
    const places = new Map<string, Place>();
    let end = 0;
    let align = 1;
    for (const [field, type] of Object.entries(fields)) {
      const place = placeAfter(end, type, isUniform);
      places.set(field, place);
      end = place.offset + place.stride * place.length;
      align = Math.max(align, alignOf(type, isUniform));
    }
    this.align = align;
    this.size = roundUp(align, end);
    this.#places = places;
  }

  /** Bytes of a uniform that holds one: whole vectors of four. */
  get uniformSize(): number {
    return roundUp(UNIFORM_ALIGNMENT, this.size);
  }

  /** Its size in words of four bytes. */
  get words(): number {
    return this.size / 4;
  }

  /** Where a field begins, in bytes. */
  offset(field: keyof F & string): number {
    return this.#place(field).offset;
  }

  /** Where a field begins, in words of four bytes. */
  word(field: keyof F & string): number {
    return this.offset(field) / 4;
  }

  /** One struct's bytes. */
  pack(values: Values<F>): ArrayBuffer {
    const view = new DataView(new ArrayBuffer(this.size));
    this.write(view, 0, values);
    return view.buffer;
  }

  /**
   * @param at byte where the struct begins
   * @throws RangeError when a field is given another number of values than it has
   */
  write(view: DataView, at: number, values: Values<F>): void {
    for (const [field, { offset, type, stride, length }] of this.#places) {
      const element = elementOf(type);
      const value: unknown = values[field];
      if (element instanceof StructLayout) {
        const structs = value as readonly Values<Fields>[];
        // The rest of a list stays zero.
        if (structs.length > length) this.#expect(field, structs.length, length);
        structs.forEach((inner, i) => element.write(view, at + offset + stride * i, inner));
        continue;
      }
      const numbers = typeof value === 'number' ? [value] : (value as ArrayLike<number>);
      const { size, kind } = BASIC[element];
      const components = size / 4;
      this.#expect(field, numbers.length, components * length);
      for (let i = 0; i < numbers.length; i++) {
        const place = at + offset + stride * Math.floor(i / components) + 4 * (i % components);
        if (kind === 'u32') view.setUint32(place, numbers[i], true);
        else view.setFloat32(place, numbers[i], true);
      }
    }
  }

  /** @param at byte where the struct begins */
  read(view: DataView, at = 0): Values<F> {
    const fields = [...this.#places].map(([field, place]) => [field, readPlace(view, at, place)] as const);
    return Object.fromEntries(fields) as Values<F>;
  }

  /** Its declaration. */
  get wgsl(): string {
    const lines = [...this.#places].map(([field, { type }]) => {
      const isAligned = this.#isUniform && typeof type !== 'string';
      return `  ${isAligned ? `@align(${UNIFORM_ALIGNMENT}) ` : ''}${field}: ${wgslOf(type)},`;
    });
    return [`struct ${this.name} {`, ...lines, '}', ''].join('\n');
  }

  #place(field: string): Place {
    const place = this.#places.get(field);
    if (!place) throw new RangeError(`${this.name} has no field ${field}.`);
    return place;
  }

  #expect(field: string, found: number, expected: number): void {
    if (found !== expected) {
      throw new RangeError(`${this.name}.${field} has ${expected} values, not ${found}.`);
    }
  }
}

function placeAfter(end: number, type: FieldType, isUniform: boolean): Place {
  const offset = roundUp(alignOf(type, isUniform), end);
  const element = elementOf(type);
  const { align, size } = measuresOf(element);
  if (typeof type === 'string') return { offset, type, stride: size, length: 1 };
  const stride = roundUp(align, size);
  if (isUniform && stride % UNIFORM_ALIGNMENT !== 0) {
    throw new RangeError(`The elements of ${wgslOf(type)} lie too close for a uniform.`);
  }
  return { offset, type, stride, length: type.length };
}

function readPlace(view: DataView, at: number, { offset, type, stride, length }: Place): unknown {
  const element = elementOf(type);
  if (element instanceof StructLayout) {
    return Array.from({ length }, (_, i) => element.read(view, at + offset + stride * i));
  }
  const { size, kind } = BASIC[element];
  const components = size / 4;
  const numbers = Array.from({ length: components * length }, (_, i) => {
    const place = at + offset + stride * Math.floor(i / components) + 4 * (i % components);
    return kind === 'u32' ? view.getUint32(place, true) : view.getFloat32(place, true);
  });
  return type === 'u32' || type === 'f32' ? numbers[0] : numbers;
}

function alignOf(type: FieldType, isUniform: boolean): number {
  const { align } = measuresOf(elementOf(type));
  return isUniform && typeof type !== 'string' ? roundUp(UNIFORM_ALIGNMENT, align) : align;
}

function elementOf(type: FieldType): Basic | StructLayout {
  return typeof type === 'string' ? type : type.element;
}

function measuresOf(element: Basic | StructLayout): { readonly align: number; readonly size: number } {
  return typeof element === 'string' ? BASIC[element] : element;
}

function wgslOf(type: FieldType): string {
  if (typeof type === 'string') return type;
  return `array<${typeof type.element === 'string' ? type.element : type.element.name}, ${type.length}>`;
}

function roundUp(multiple: number, value: number): number {
  return multiple * Math.ceil(value / multiple);
}

import { ModelZipError } from './errors';
import type { AllowedGlobals, PickleValue } from './pickleReader';
import { readPickle } from './pickleReader';
import { PickleWriter } from './pickleWriter';

/** A value of the entry `data` that JSON cannot hold: a pickle in base64, labelled with its Python type. */
export interface PickledValue {
  readonly ':type:': string;
  readonly ':serialized:': string;
}

export function writePickled(type: string, write: (pickle: PickleWriter) => PickleWriter): PickledValue {
  return { ':type:': type, ':serialized:': toBase64(write(new PickleWriter()).finish()) };
}

export function isPickled(value: unknown): value is PickledValue {
  return typeof value === 'object' && value !== null && ':serialized:' in value;
}

/**
 * @param globals names that may stand in the pickle, `module name`
 * @throws ModelZipError on any other name, and when it is malformed
 */
export function readPickled(value: PickledValue, globals: AllowedGlobals): PickleValue {
  return readPickle(fromBase64(String(value[':serialized:'])), globals);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new ModelZipError('A value of the entry "data" is not base64');
  }
}

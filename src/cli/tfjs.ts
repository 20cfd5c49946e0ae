import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

/**
 * Makes tfjs compute in WebAssembly, or in JavaScript where that does not start.
 *
 * @returns the backend for people
 */
export async function activateTfjs(): Promise<string> {
  // One thread, as on the page: its results are the same everywhere.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (await tf.setBackend('wasm').catch(() => false)) return 'WebAssembly';
  if (!(await tf.setBackend('cpu')))
    throw new Error('tfjs could start neither its wasm nor its cpu backend.');
  return 'JavaScript';
}

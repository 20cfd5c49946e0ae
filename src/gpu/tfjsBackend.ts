import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { requestAdapter } from './adapter';
import { GpuDevice, GpuFailure } from './device';

export type TfjsBackend = 'webgpu' | 'wasm' | 'cpu';

/**
 * Makes tfjs compute on `backend`.
 *
 * @param onOperation hears of each operation before it is computed; on a CPU, hundreds may come without a turn of the event loop
 * @returns a check that throws GpuFailure when the device has failed since; for CPU backends it never does
 * @throws GpuFailure when there is no adapter or no device
 */
export async function activateTfjsBackend(
  backend: TfjsBackend,
  onOperation: () => void = () => undefined,
): Promise<() => void> {
  const check = backend === 'webgpu' ? await registerOwnDevice() : () => {};
  if (backend === 'wasm') configureWasm();
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its ${backend} backend.`);
  await tf.ready();
  listenToOperations(onOperation);
  return check;
}

const engine = tf.engine();
const runKernel = engine.runKernel.bind(engine);

/** tfjs has no hook of its own. All its operations, those of gradients too, go through this one method. */
function listenToOperations(listener: () => void): void {
  engine.runKernel = (...kernel: Parameters<typeof runKernel>) => {
    listener();
    return runKernel(...kernel);
  };
}

/** The device of the activation before: tfjs gives none back. */
let previous: GpuDevice | null = null;

/** tfjs would ask for a device of its own and never listen to it: it gets ours. Its name selects tfjs's kernels. */
async function registerOwnDevice(): Promise<() => void> {
  const adapter = await requestAdapter();
  if (!adapter) throw new GpuFailure('the browser offers no WebGPU adapter');
  const gpu = await GpuDevice.open(adapter);
  previous?.destroy();
  previous = gpu;
  // A lost device stays lost, so each activation takes a new one.
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, adapter.info));
  return () => gpu.check();
}

function configureWasm(): void {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedSimdUrl,
  });
  // One thread: its threads start from the text of a function that uses names from around it, which bundlers change.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
}

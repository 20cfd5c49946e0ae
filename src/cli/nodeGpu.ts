import { reportAdapter, requestAdapter } from '../gpu/adapter';
import type { OpenedGpu } from '../gpu/device';
import { GpuDevice } from '../gpu/device';
import { labelOf } from '../trainer/chooseEngine';
import { installDawn } from './dawn';

/** There is no GPU that WebGPU could use. */
export class NoAdapterError extends Error {
  override readonly name = 'NoAdapterError';

  constructor() {
    super(
      'This machine offers no WebGPU adapter: it has no GPU, or no driver for it (Vulkan on Linux). ' +
        'Nothing was trained. Install the driver, or use --engine wasm.',
    );
  }
}

/** @throws DawnMissingError, NoAdapterError, GpuFailure */
export async function openNodeGpu(): Promise<OpenedGpu> {
  await installDawn();
  const adapter = await requestAdapter();
  if (!adapter) throw new NoAdapterError();
  return { gpu: await GpuDevice.open(adapter), device: labelOf('webgpu', reportAdapter(adapter)) };
}

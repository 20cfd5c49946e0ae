import { reportAdapter, requestAdapter } from '../gpu/adapter';
import { chooseBackend } from '../gpu/chooseBackend';
import type { Engine } from '../ppo/engine';
import type { Backend, DeviceInfo } from './protocol';

const NAMES: Readonly<Record<Backend, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
};

/** The device that would train, without starting it. */
export async function probeDevice(preference: Backend | null): Promise<DeviceInfo> {
  const adapter = await requestAdapter();
  const report = adapter && reportAdapter(adapter);
  const { backend, reason } = chooseBackend(report, preference);
  return {
    backend,
    label:
      backend === 'webgpu' && report ? `${NAMES.webgpu} on ${report.name}` : `${NAMES[backend]} on the CPU`,
    reason,
    available: report ? ['webgpu', 'wasm', 'cpu'] : ['wasm', 'cpu'],
  };
}

/**
 * Starts the engine on a device. tfjs is loaded here, on demand: a visit that does not train never downloads it.
 *
 * @throws GpuFailure when the device gives way
 */
export async function openEngine(backend: Backend): Promise<Engine> {
  const [{ activateTfjsBackend }, { TfjsEngine }] = await Promise.all([
    import('../gpu/tfjsBackend'),
    import('../ppo/engines/tfjs/tfjsEngine'),
  ]);
  return new TfjsEngine(await activateTfjsBackend(backend));
}

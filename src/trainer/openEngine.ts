import { reportAdapter, requestAdapter } from '../gpu/adapter';
import { chooseBackend } from '../gpu/chooseBackend';
import { GpuDevice, GpuFailure } from '../gpu/device';
import type { TfjsBackend } from '../gpu/tfjsBackend';
import type { Engine } from '../ppo/engine';
import type { Backend, DeviceInfo } from './protocol';

const NAMES: Readonly<Record<Backend, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
  'tfjs-webgpu': 'WebGPU through tfjs',
};

/** The device that would train, without starting it. */
export async function probeDevice(preference: Backend | null): Promise<DeviceInfo> {
  const adapter = await requestAdapter();
  const report = adapter && reportAdapter(adapter);
  const { backend, reason } = chooseBackend(report, preference);
  return {
    backend,
    label:
      report && (backend === 'webgpu' || backend === 'tfjs-webgpu')
        ? `${NAMES[backend]} on ${report.name}`
        : `${NAMES[backend]} on the CPU`,
    reason,
    available: report ? ['webgpu', 'wasm', 'cpu', 'tfjs-webgpu'] : ['wasm', 'cpu'],
  };
}

/**
 * Starts the engine on a device. Engines are loaded here, on demand: a visit that does not train never downloads one.
 *
 * @throws GpuFailure when the device gives way
 */
export function openEngine(backend: Backend): Promise<Engine> {
  if (backend === 'webgpu') return openWebgpuEngine();
  return openTfjsEngine(backend === 'tfjs-webgpu' ? 'webgpu' : backend);
}

async function openWebgpuEngine(): Promise<Engine> {
  const [adapter, { WebgpuEngine }] = await Promise.all([
    requestAdapter(),
    import('../ppo/engines/webgpu/webgpuEngine'),
  ]);
  if (!adapter) throw new GpuFailure('the browser offers no WebGPU adapter');
  const gpu = await GpuDevice.open(adapter);
  return new WebgpuEngine(gpu, () => gpu.destroy());
}

async function openTfjsEngine(backend: TfjsBackend): Promise<Engine> {
  const [{ activateTfjsBackend }, { TfjsEngine }] = await Promise.all([
    import('../gpu/tfjsBackend'),
    import('../ppo/engines/tfjs/tfjsEngine'),
  ]);
  return new TfjsEngine(await activateTfjsBackend(backend));
}

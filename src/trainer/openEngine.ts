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
  'tfjs-wasm': 'WebAssembly through tfjs',
};

const ON_THE_CPU = ['wasm', 'tfjs-wasm', 'cpu'] as const;

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
    available: report ? ['webgpu', 'tfjs-webgpu', ...ON_THE_CPU] : ON_THE_CPU,
  };
}

/**
 * Starts the engine on a device. Engines are loaded here, on demand: a visit that does not train never downloads one.
 *
 * @throws GpuFailure when the device gives way
 */
export function openEngine(backend: Backend): Promise<Engine> {
  switch (backend) {
    case 'webgpu':
      return openWebgpuEngine();
    case 'wasm':
      return openWasmEngine();
    case 'tfjs-webgpu':
      return openTfjsEngine('webgpu');
    case 'tfjs-wasm':
      return openTfjsEngine('wasm');
    case 'cpu':
      return openTfjsEngine('cpu');
  }
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

async function openWasmEngine(): Promise<Engine> {
  const [{ WasmEngine }, { browserThreads }] = await Promise.all([
    import('../ppo/engines/wasm/wasmEngine'),
    import('../ppo/engines/wasm/browserThreads'),
  ]);
  return new WasmEngine(browserThreads());
}

async function openTfjsEngine(backend: TfjsBackend): Promise<Engine> {
  const [{ activateTfjsBackend }, { TfjsEngine }] = await Promise.all([
    import('../gpu/tfjsBackend'),
    import('../ppo/engines/tfjs/tfjsEngine'),
  ]);
  return new TfjsEngine(await activateTfjsBackend(backend));
}

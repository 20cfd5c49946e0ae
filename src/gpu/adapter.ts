/** What is known of the machine's GPU before a device is asked for. */
export interface AdapterReport {
  /** For people, for instance `NVIDIA Hopper` or `Google SwiftShader`. */
  readonly name: string;
  /** The adapter computes on the CPU: correct, and far slower than WebAssembly. */
  readonly software: boolean;
  /** All that the adapter says of itself: what is known of one is not true of another. */
  readonly words: string;
}

/** Names that software implementations of Vulkan and Direct3D go by. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|warp/i;

/** The adapter that WebGPU offers, or null where there is none (no WebGPU, blocked, or the GPU process crashed twice). */
export async function requestAdapter(): Promise<GPUAdapter | null> {
  // Not every browser has it, whatever the types say.
  const gpu = navigator.gpu as GPU | undefined;
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
}

export function reportAdapter({ info }: GPUAdapter): AdapterReport {
  const words = [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
  return {
    name: displayName(info) || 'unnamed adapter',
    software: info.isFallbackAdapter || SOFTWARE.test(words),
    words,
  };
}

function displayName({ vendor, architecture, device, description }: GPUAdapterInfo): string {
  return description || [vendor, device || architecture].filter(Boolean).join(' ');
}

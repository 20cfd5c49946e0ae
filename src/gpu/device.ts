import { reportAdapter } from './adapter';
import { messageOf } from '../errors/problem';

/** What a GPU reported that no promise rejects for: it was lost, or it refused work and left zeros behind. */
export class GpuFailure extends Error {
  override readonly name = 'GpuFailure';

  /**
   * @param words the browser's own
   * @param isLost the device is gone, and another one may work; false: it, or one like it, refuses the work
   */
  constructor(
    readonly words: string,
    readonly isLost = false,
  ) {
    super(
      `The GPU failed: ${words}. Everything up to the last save is safe. ` +
        'Resume to go on; if it happens again, lower the number of environments or choose another device.',
    );
  }
}

/** The one GPUDevice of this worker, with its failures kept where every user of the device looks for them. */
export class GpuDevice {
  readonly device: GPUDevice;
  /** It computes on the CPU. */
  readonly software: boolean;
  #failure: GpuFailure | null = null;

  private constructor(device: GPUDevice, software: boolean) {
    this.device = device;
    this.software = software;
  }

  /**
   * @throws GpuFailure when the adapter gives no device
   */
  static async open(adapter: GPUAdapter): Promise<GpuDevice> {
    let device: GPUDevice;
    try {
      device = await adapter.requestDevice({ requiredLimits: usefulLimits(adapter.limits) });
    } catch (error) {
      throw new GpuFailure(messageOf(error));
    }
    const opened = new GpuDevice(device, reportAdapter(adapter).software);
    opened.#listen();
    return opened;
  }

  /**
   * Call after every read-back and before results count: WebGPU answers with zeros, not errors, once a device is lost.
   *
   * @throws GpuFailure when the device is lost or has reported an error
   */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Gives the device and all its memory back; nothing can be computed on it any more. */
  destroy(): void {
    this.device.destroy();
  }

  #listen(): void {
    this.device.addEventListener('uncapturederror', ({ error }) => {
      this.#failure ??= new GpuFailure(error.message);
    });
    this.device.lost.then(
      ({ reason, message }) => {
        this.#failure ??= new GpuFailure(message || `device lost, ${reason}`, true);
      },
      (error: unknown) => {
        this.#failure ??= new GpuFailure(String(error), true);
      },
    );
  }
}

/** A GPU, and what it is called for people and in checkpoints. */
export interface OpenedGpu {
  readonly gpu: GpuDevice;
  readonly device: string;
}

/** The adapter's best for the limits that the passes, large matrices and many environments run into. */
function usefulLimits(limits: GPUSupportedLimits): Record<string, number> {
  return {
    maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    maxUniformBuffersPerShaderStage: limits.maxUniformBuffersPerShaderStage,
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxUniformBufferBindingSize: limits.maxUniformBufferBindingSize,
    maxBufferSize: limits.maxBufferSize,
    maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
  };
}

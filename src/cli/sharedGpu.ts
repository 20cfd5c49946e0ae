import type { RunSettings } from '../curriculum/settings';
import { EngineGroup } from '../ppo/engines/webgpu/engineGroup';
import { MOST_MEMBERS } from '../ppo/engines/webgpu/sharedConstants';
import { WebgpuEngine } from '../ppo/engines/webgpu/webgpuEngine';
import type { GpuDevice } from '../gpu/device';
import { openNodeGpu } from './nodeGpu';
import type { OpenedNodeEngine } from './openNodeEngine';
import { problemOf, RunEngine } from './runEngine';

/** A GPU, and the runs that train on it side by side. */
interface Opened {
  readonly gpu: GpuDevice;
  readonly device: string;
  readonly group: EngineGroup;
}

/** One GPU for several runs of one process: they train in the same dispatches, and a lost device is opened again once for all. */
export class SharedGpu {
  readonly #most: number;
  #opened: Promise<Opened>;

  private constructor(most: number, opened: Opened) {
    this.#most = most;
    this.#opened = Promise.resolve(opened);
  }

  /**
   * Opens the GPU, and has it compute what WebAssembly does.
   *
   * @param settings of the runs, whatever their seeds
   * @param wanted runs that are to train side by side; see `runsAtOnce`
   * @param tell hears why not
   * @returns null where the runs are not to be trained on it
   * @throws DawnMissingError, NoAdapterError, GpuFailure
   */
  static async open(
    settings: RunSettings,
    wanted: number,
    tell: (line: string) => void,
  ): Promise<SharedGpu | null> {
    const most = Math.min(wanted, MOST_MEMBERS);
    const opened = await openGroup(most);
    const engine = new WebgpuEngine(new EngineGroup(opened.gpu));
    const problem = await problemOf({ engine, device: opened.device }, settings);
    engine.dispose();
    if (problem === null) return new SharedGpu(most, opened);
    opened.gpu.destroy();
    tell(problem);
    return null;
  }

  /** Runs that train side by side. */
  get runsAtOnce(): number {
    return this.#most;
  }

  /** An engine for one more run, which goes on with the others where the device is lost. */
  async openRunEngine(tell: (line: string) => void): Promise<RunEngine> {
    return new RunEngine(await this.#open(), () => this.#open(), tell);
  }

  async #open(): Promise<OpenedNodeEngine> {
    const before = this.#opened;
    const isSound = await before.then(
      ({ gpu }) => isWorking(gpu),
      () => false,
    );
    // The first one that finds it gone opens another.
    if (!isSound && this.#opened === before) this.#opened = openGroup(this.#most);
    const { group, device } = await this.#opened;
    return { engine: new WebgpuEngine(group), device };
  }
}

function isWorking(gpu: GpuDevice): boolean {
  try {
    gpu.check();
    return true;
  } catch {
    return false;
  }
}

async function openGroup(most: number): Promise<Opened> {
  const { gpu, device } = await openNodeGpu();
  return { gpu, device, group: new EngineGroup(gpu, { most, onDispose: () => gpu.destroy() }) };
}

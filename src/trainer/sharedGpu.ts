import type { GpuDevice, OpenedGpu } from '../gpu/device';
import { EngineGroup } from '../ppo/engines/webgpu/engineGroup';
import { MOST_MEMBERS } from '../ppo/engines/webgpu/sharedConstants';
import { WebgpuEngine } from '../ppo/engines/webgpu/webgpuEngine';
import * as lines from './consoleLines';
import type { DeviceRecovery } from './deviceRecovery';
import { isLoss } from './deviceRecovery';
import { RunEngine } from './runEngine';

/** A GPU, and the runs that train on it side by side. */
interface Opened extends OpenedGpu {
  readonly group: EngineGroup;
}

interface Options {
  /** Runs that are to train side by side; see `runsAtOnce`. */
  readonly wanted: number;
  /** @throws GpuFailure */
  readonly open: () => Promise<OpenedGpu>;
  /** Opens one that was lost again. */
  readonly recovery: DeviceRecovery;
  /** One that is open already; absent: the first run opens one. */
  readonly first?: OpenedGpu;
}

/** One GPU for several runs of one thread: they train in the same dispatches, and a lost device is opened again once for all. */
export class SharedGpu {
  readonly #most: number;
  readonly #open: () => Promise<OpenedGpu>;
  readonly #recovery: DeviceRecovery;
  #opened: Promise<Opened> | null;

  constructor({ wanted, open, recovery, first }: Options) {
    this.#most = Math.min(wanted, MOST_MEMBERS);
    this.#open = open;
    this.#recovery = recovery;
    this.#opened = first ? Promise.resolve(this.#grouped(first)) : null;
  }

  /** Runs that train side by side. */
  get runsAtOnce(): number {
    return this.#most;
  }

  /**
   * An engine for one more run, which goes on with the others where the device is lost.
   *
   * @param tell hears of that, and where it waits for the others' memory
   * @throws what opening throws
   */
  async openRunEngine(tell: (line: string) => void): Promise<RunEngine> {
    let own = await this.#openSound();
    const engineOf = ({ group }: Opened) => new WebgpuEngine(group, () => tell(lines.WAITS_FOR_MEMORY));
    return new RunEngine({ engine: engineOf(own), device: own.device }, async (cause) => {
      own = await this.#openInstead(own, cause, tell);
      return engineOf(own);
    });
  }

  /** The device that there is, or another where it is gone: the first one that finds it gone opens it. */
  async #openSound(): Promise<Opened> {
    const before = this.#opened;
    const isSound = await before?.then(
      ({ gpu }) => isWorking(gpu),
      () => false,
    );
    if (this.#opened && (isSound || this.#opened !== before)) return this.#opened;
    return (this.#opened = this.#openGroup());
  }

  /**
   * The device in the place of one that was lost: the first run that tells of it has it opened.
   *
   * @throws as `DeviceRecovery.reopen`, for every run that had the lost one
   */
  async #openInstead(lost: Opened, cause: unknown, tell: (line: string) => void): Promise<Opened> {
    if (!isLoss(cause)) throw cause;
    const before = this.#opened;
    const newest = await before?.catch(() => null);
    if (this.#opened && (newest !== lost || this.#opened !== before)) {
      tell(lines.deviceLost(cause.words));
      return this.#opened;
    }
    return (this.#opened = this.#recovery.reopen(cause, () => this.#openGroup(), { tell }));
  }

  async #openGroup(): Promise<Opened> {
    return this.#grouped(await this.#open());
  }

  #grouped(opened: OpenedGpu): Opened {
    const onDispose = () => opened.gpu.destroy();
    return { ...opened, group: new EngineGroup(opened.gpu, { most: this.#most, onDispose }) };
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

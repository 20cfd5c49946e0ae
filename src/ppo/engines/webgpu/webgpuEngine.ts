import type { Engine, IterationOptions, IterationResult, StageTask } from '../../engine';
import type { Architecture } from '../../parameters';
import type { EngineState } from '../../runnerState';
import type { EngineGroup, Run, Seat } from './engineGroup';
import type { BufferName } from './stageBuffers';

/** PPO with the whole iteration on the GPU, in float32, for one run of a group: alone, or side by side with others. */
export class WebgpuEngine implements Engine {
  readonly name = 'webgpu';
  readonly #group: EngineGroup;
  readonly #run: Run;
  readonly #onWait: () => void;
  #seat: Seat | null = null;

  /**
   * @param group waits for this run, too, from now on until the engine is disposed of
   * @param onWait hears that a stage waits for memory that another run of the group holds
   */
  constructor(group: EngineGroup, onWait = () => {}) {
    this.#group = group;
    this.#onWait = onWait;
    this.#run = group.open();
  }

  get memoryBytes(): number {
    return this.#seat?.stage.bytesOfMember ?? 0;
  }

  assertWithinLimits(task: StageTask, architecture: Architecture): void {
    this.#group.assertWithinLimits(task, architecture);
  }

  async begin(task: StageTask, state: EngineState): Promise<void> {
    this.#leave();
    this.#seat = await this.#group.enter({ run: this.#run, task, state, onWait: this.#onWait });
  }

  async iterate(options: IterationOptions): Promise<IterationResult> {
    return this.#group.iterate(this.#run, this.#begun(), options);
  }

  async snapshot(): Promise<EngineState> {
    const { stage, member } = this.#begun();
    return stage.snapshot(member);
  }

  /** What the last iteration left in a buffer of the GPU that has a part for each member, for looking into a run that goes wrong. */
  async inspect(name: BufferName): Promise<ArrayBuffer> {
    const { stage, member } = this.#begun();
    return stage.inspect(member, name);
  }

  dispose(): void {
    this.#leave();
    this.#group.close(this.#run);
  }

  #leave(): void {
    if (this.#seat) this.#group.leave(this.#seat);
    this.#seat = null;
  }

  #begun(): Seat {
    if (!this.#seat) throw new Error('The engine has not begun a stage.');
    return this.#seat;
  }
}

import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { StageTask } from '../../engine';
import type { EngineState } from '../../runnerState';
import { unpackEnvironments } from './environmentState';
import type { Member } from './member';
import { BOUNDARY } from './member';
import { withoutPadding } from './networkLayout';
import type { Region } from './readBack';
import { readBack } from './readBack';
import type { BufferName } from './stageBuffers';
import type { StagePlan, StagePrograms } from './stagePrograms';
import { createStagePrograms, partOf } from './stagePrograms';
import type { EngineDevice } from './submitter';
import type { SharedContent } from './uploadStage';
import { sharedContentOf, uploadMember, uploadShared } from './uploadStage';
import { verifiedReadBack } from './verifiedReadBack';

/** Runs whose stages have the same shapes, building and earthquakes, in one set of buffers. */
export class StageGroup {
  readonly programs: StagePrograms;
  readonly #gpu: EngineDevice;
  readonly #plan: StagePlan;
  /** What one more member has to have alike; null: there is never room for one. */
  readonly #content: SharedContent | null;
  readonly #slots: (Member | null)[];

  private constructor(gpu: EngineDevice, plan: StagePlan, content: SharedContent, programs: StagePrograms) {
    this.#gpu = gpu;
    this.#plan = plan;
    // Tens of megabytes.
    this.#content = programs.capacity > 1 ? content : null;
    this.programs = programs;
    this.#slots = Array.from({ length: programs.capacity }, () => null);
  }

  /**
   * @param most members that it should have room for
   * @throws as `createStagePrograms`
   */
  static async create(gpu: EngineDevice, plan: StagePlan, most: number): Promise<StageGroup> {
    const content = sharedContentOf(plan.task);
    const programs = await createStagePrograms(gpu, plan, most);
    uploadShared(gpu.device.queue, programs, content);
    return new StageGroup(gpu, plan, content, programs);
  }

  /** Bytes of its buffers for each of its members. */
  get bytesOfMember(): number {
    const bytes = Object.values(this.programs.buffers).reduce((sum, { size }) => sum + size, 0);
    return Math.round(bytes / Math.max(1, this.#members.length));
  }

  get isEmpty(): boolean {
    return this.#members.length === 0;
  }

  /** Whether a run whose stage was planned like this can be one more member. */
  hasRoomFor(plan: StagePlan): boolean {
    return (
      this.#content !== null &&
      this.#slots.includes(null) &&
      fingerprintOf(plan) === fingerprintOf(this.#plan) &&
      isSameContent(sharedContentOf(plan.task), this.#content)
    );
  }

  /** Takes a run in at `state`, which has the same environments. There has to be room. */
  add(task: StageTask, state: EngineState, environments: VectorEnvironment): Member {
    const slot = this.#slots.indexOf(null);
    const member: Member = {
      slot,
      task,
      architecture: state.architecture,
      boundary: { step: state.optimizer.step, stageStep: environments.stageStep },
      hasLeft: false,
    };
    this.#slots[slot] = member;
    uploadMember(this.#gpu.device.queue, this.programs, slot, { task, state, environments });
    return member;
  }

  /** Frees the member's place; nothing of it may be under way. */
  remove(member: Member): void {
    this.#slots[member.slot] = null;
  }

  /** A member's state at its last boundary. @throws as `verifiedReadBack` */
  async snapshot({ slot, task, architecture, boundary }: Member): Promise<EngineState> {
    const { layout, pipelines, sizes } = this.programs;
    const [network, optimizer, structures, delays] = await verifiedReadBack(
      this.#gpu,
      pipelines.checksum,
      BOUNDARY.map((name): Region => partOf(this.programs, name, slot)),
    );
    const flat = (content: ArrayBuffer, place: number) =>
      withoutPadding(layout, new Float32Array(content, 4 * place, layout.parametersSize));
    const latency = task.environment.randomisation.latency_steps * task.environment.count;
    return {
      architecture,
      parameters: flat(network, 0),
      optimizer: {
        step: boundary.step,
        expAvg: flat(optimizer, 0),
        expAvgSq: flat(optimizer, layout.parametersSize),
      },
      environments: unpackEnvironments(
        sizes.shape,
        structures,
        new Float32Array(delays).subarray(0, latency),
        boundary.stageStep,
      ),
    };
  }

  /** What the last iteration left of a member in a buffer that has a part for each. */
  async inspect({ slot }: Member, name: BufferName): Promise<ArrayBuffer> {
    const [content] = await readBack(this.#gpu, [partOf(this.programs, name, slot)]);
    return content;
  }

  /** Gives its memory back. */
  destroy(): void {
    Object.values(this.programs.buffers).forEach((buffer) => buffer.destroy());
  }

  get #members(): readonly Member[] {
    return this.#slots.filter((member) => member !== null);
  }
}

/** What decides over programs and sizes of buffers. */
function fingerprintOf({ sizes, layout, task, tuning, constants }: StagePlan): string {
  const { shape, samples, environments, batchSize, finalsPerEnvironment } = sizes;
  const counts = [samples, environments, batchSize, finalsPerEnvironment];
  const epochs = task.hyperparameters.n_epochs;
  const architecture = Array.from(new Uint32Array(layout.uniform));
  return JSON.stringify([shape, counts, epochs, architecture, tuning, constants]);
}

function isSameContent(one: SharedContent, other: SharedContent): boolean {
  const words = ({ dynamics, ground, records }: SharedContent) =>
    [dynamics, ground.buffer, records].map((content) => new Uint32Array(content));
  const others = words(other);
  return words(one).every(
    (content, i) =>
      content.length === others[i].length && content.every((word, place) => word === others[i][place]),
  );
}

import { MEMBERS } from './layouts';
import { MOST_MEMBERS } from './sharedConstants';
import type { StageExtent } from './stageBuffers';
import { memberStrides } from './stageBuffers';

/** Which members of a group the dispatches are for: the uniform `Members`, and how many layers of workgroups they have. */
export class MemberTable {
  readonly #queue: GPUQueue;
  readonly #buffer: GPUBuffer;
  readonly #strides: ReturnType<typeof memberStrides>;
  #slots: readonly number[] = [];

  constructor(queue: GPUQueue, buffer: GPUBuffer, extent: StageExtent) {
    this.#queue = queue;
    this.#buffer = buffer;
    this.#strides = memberStrides(extent);
  }

  /** Members that the dispatches are for. */
  get count(): number {
    return this.#slots.length;
  }

  /** From the next submission on, the dispatches are for the members in these slots. */
  choose(slots: readonly number[]): void {
    this.#slots = slots;
    const all = Array.from({ length: MOST_MEMBERS }, (_, layer) => slots[layer] ?? 0);
    this.#queue.writeBuffer(this.#buffer, 0, MEMBERS.pack({ ...this.#strides, slots: all }));
  }
}

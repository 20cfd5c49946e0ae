import type { IterationOptions, IterationProgress, IterationResult } from '../../engine';
import type { Region } from './readBack';
import { checkCause, readBack, whole } from './readBack';
import type { RolloutPart } from './collectRollout';
import {
  encodeEstimates,
  encodeRollout,
  encodeValues,
  rolloutGroups,
  writeRollout,
  writeScales,
  writeValues,
} from './collectRollout';
import type { IterationRemains, Member } from './member';
import { BOUNDARY, finishIteration } from './member';
import type { BufferName } from './stageBuffers';
import type { StagePrograms } from './stagePrograms';
import { partOf } from './stagePrograms';
import type { EngineDevice, Submitter } from './submitter';
import {
  encodeMinibatch,
  encodePart,
  encodeStep,
  partsOf,
  writeFirstGroup,
  writeUpdate,
} from './updatePolicy';
import { takeTiles, tilesOf, valuedRows } from './valuedRows';

/** A member that asked for its next iteration, and how it hears of it. */
export interface Participant {
  readonly member: Member;
  readonly options: IterationOptions;
  readonly resolve: (result: IterationResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** Ends an iteration that nobody takes part in any more. */
const NOBODY_LEFT = new Error('Every member has left the iteration.');

/**
 * One iteration of some members of a group: the rollout in a few dispatches of many steps, three dispatches for a minibatch, and
 * one read-back at the end, whatever the number of members. Each ends by itself: one that is aborted, or whose numbers are not
 * finite, is put back to its boundary and leaves the others as they are.
 */
export class GroupIteration {
  readonly #gpu: EngineDevice;
  readonly #submitter: Submitter;
  readonly #programs: StagePrograms;
  readonly #hyperparameters: Member['task']['hyperparameters'];
  #active: readonly Participant[];
  /** What the listeners of some threw. */
  readonly #thrown = new Map<Participant, unknown>();

  /** @param participants at least one; what shapes programs and buffers is the same of all */
  constructor(
    gpu: EngineDevice,
    submitter: Submitter,
    programs: StagePrograms,
    participants: readonly Participant[],
  ) {
    this.#gpu = gpu;
    this.#submitter = submitter;
    this.#programs = programs;
    this.#active = participants;
    this.#hyperparameters = participants[0].member.task.hyperparameters;
  }

  /** Runs it, and tells each participant how it ended. */
  async run(): Promise<void> {
    try {
      this.#begin();
      await this.#rollout();
      await this.#update();
      // Behind the last portion in the queue: one wait for both.
      const [remains] = await Promise.all([this.#remains(), this.#submitter.drain()]);
      this.#leaveOut();
      await this.#finish(remains);
    } catch (error) {
      await this.#submitter.abandon();
      const cause = await checkCause(this.#gpu).catch((failure: unknown) => failure);
      for (const participant of this.#active) {
        this.#putBack(participant);
        participant.reject(cause ?? this.#reasonOf(participant)?.reason ?? error);
      }
    }
  }

  /** Keeps the boundary of each, and writes what its iteration begins with. */
  #begin(): void {
    const { queue } = this.#gpu.device;
    this.#choose(this.#active);
    this.#copy(
      this.#active.flatMap(({ member }) =>
        BOUNDARY.map((name) => [this.#partOf(member, name), this.#partOf(member, `${name}Before`)] as const),
      ),
    );
    for (const { member, options } of this.#active) {
      writeScales(queue, this.#programs, member.slot, options.scales);
    }
  }

  /** Says who the next dispatches are for. */
  #choose(participants: readonly Participant[]): void {
    this.#active = participants;
    this.#programs.members.choose(participants.map(({ member }) => member.slot));
    this.#submitter.shareAmong(participants.length);
  }

  /** Leaves out who has been aborted: between two portions. @throws NOBODY_LEFT */
  #leaveOut(): void {
    const staying = this.#active.filter((participant) => !this.#reasonOf(participant));
    if (staying.length === this.#active.length) return;
    // What is on its way for the last ones is waited for.
    if (staying.length === 0) throw NOBODY_LEFT;
    const leaving = this.#active.filter((participant) => !staying.includes(participant));
    this.#choose(staying);
    for (const participant of leaving) {
      // Behind the portions that are on their way.
      this.#putBack(participant);
      participant.reject(this.#reasonOf(participant)?.reason);
    }
  }

  /** Why a participant is to be left out; null: it is not. */
  #reasonOf(participant: Participant): { readonly reason: unknown } | null {
    const { member, options } = participant;
    if (this.#thrown.has(participant)) return { reason: this.#thrown.get(participant) };
    if (options.signal.aborted) return { reason: options.signal.reason };
    return member.hasLeft ? { reason: new Error('The engine was disposed of.') } : null;
  }

  #tell(progress: IterationProgress): void {
    for (const participant of this.#active) {
      try {
        participant.options.onProgress(progress);
      } catch (error) {
        this.#thrown.set(participant, error);
      }
    }
  }

  async #rollout(): Promise<void> {
    const { n_steps } = this.#hyperparameters;
    const groups = rolloutGroups(this.#programs);
    let done = 0;
    while (done < n_steps) {
      this.#leaveOut();
      const [first, isWhole] = [done, this.#submitter.fits('steps')];
      const steps = isWhole ? Math.min(this.#submitter.amount('steps'), n_steps - done) : 1;
      done += steps;
      const fraction = done / n_steps;
      const onDone = () => this.#tell({ phase: 'rollout', fraction });
      if (isWhole) await this.#steps('steps', { first, steps, groups }, onDone);
      else await this.#stepInParts(first, groups.count, onDone);
    }
    await this.#value();
  }

  /** A step of all environments takes too long for one portion: some of them at a time. */
  async #stepInParts(first: number, groups: number, onDone: () => void): Promise<void> {
    let whole = 0;
    for (let group = 0; group < groups;) {
      this.#leaveOut();
      const count = Math.min(this.#submitter.amount('environments'), groups - group);
      const part = { first, steps: 1, groups: { first: group, count } };
      group += count;
      const isLast = group === groups;
      await this.#steps('environments', part, (taken) => {
        whole += taken;
        if (!isLast) return;
        this.#submitter.learn('steps', 1, whole);
        onDone();
      });
    }
  }

  #steps(work: 'steps' | 'environments', part: RolloutPart, onDone: (taken: number) => void): Promise<void> {
    const members = this.#active.map(({ member: { slot, task, boundary } }) => ({
      ...{ slot, task, stageStep: boundary.stageStep },
    }));
    writeRollout(this.#gpu.device.queue, this.#programs, members, part);
    const amount = work === 'steps' ? part.steps : part.groups.count;
    const encode = (pass: GPUComputePassEncoder) => encodeRollout(pass, this.#programs, part.groups);
    return this.#submitter.submit(work, amount, encode, { onDone });
  }

  /** Values what was observed, and makes advantages of it. */
  async #value(): Promise<void> {
    const { sizes, tuning } = this.#programs;
    let left = valuedRows(sizes);
    while (left.length > 0) {
      this.#leaveOut();
      const portion = takeTiles(left, this.#submitter.amount('values'), tuning.tileRows);
      ({ left } = portion);
      const tiles = portion.now.reduce((sum, part) => sum + tilesOf(part, tuning.tileRows), 0);
      writeValues(this.#gpu.device.queue, this.#programs, portion.now);
      const encode = (pass: GPUComputePassEncoder) => encodeValues(pass, this.#programs, portion.now);
      await this.#submitter.submit('values', tiles, encode);
    }
    await this.#submitter.submit('estimates', 1, (pass) => encodeEstimates(pass, this.#programs));
  }

  async #update(): Promise<void> {
    const minibatches = this.#hyperparameters.n_epochs * this.#programs.sizes.minibatchesPerEpoch;
    const updating = this.#active.map(({ member: { slot, task, boundary }, options }) => {
      const { iteration, learningRate } = options;
      return { slot, task, step: boundary.step, iteration, learningRate };
    });
    writeUpdate(this.#gpu.device.queue, this.#programs, updating);
    const canStop = this.#active.some(({ member }) => member.task.hyperparameters.target_kl !== null);
    let isStopped = false;
    const readStopped = async () => {
      isStopped = await this.#areStopped();
    };
    let done = 0;
    // Minibatches behind the one that stopped the update take no steps: those in flight do no harm.
    while (done < minibatches && !isStopped) {
      this.#leaveOut();
      const [first, isWhole] = [done, this.#submitter.fits('minibatches')];
      const count = isWhole ? Math.min(this.#submitter.amount('minibatches'), minibatches - done) : 1;
      done += count;
      const fraction = done / minibatches;
      const onDone = () => this.#tell({ phase: 'update', fraction: isStopped ? 1 : fraction });
      const listener = { onDone, answer: canStop ? readStopped : undefined };
      if (isWhole) {
        const encode = (pass: GPUComputePassEncoder) => {
          for (let number = first; number < first + count; number++) {
            encodeMinibatch(pass, this.#programs, number);
          }
        };
        await this.#submitter.submit('minibatches', count, encode, listener);
      } else {
        await this.#minibatchInParts(first, listener);
      }
    }
  }

  /** A minibatch takes too long for one portion: some workgroups of each of its passes at a time. */
  async #minibatchInParts(
    number: number,
    { onDone, answer }: { readonly onDone: () => void; readonly answer: (() => Promise<void>) | undefined },
  ): Promise<void> {
    const { queue } = this.#gpu.device;
    const programs = this.#programs;
    let whole = 0;
    const add = (taken: number) => {
      whole += taken;
    };
    for (const part of partsOf(programs, number)) {
      for (let group = 0; group < part.groups;) {
        this.#leaveOut();
        const count = Math.min(this.#submitter.amount(part.name), part.groups - group);
        writeFirstGroup(queue, programs, part, group);
        group += count;
        const encode = (pass: GPUComputePassEncoder) => encodePart(pass, programs, part, count);
        await this.#submitter.submit(part.name, count, encode, { onDone: add });
      }
    }
    await this.#submitter.submit('optimizerSteps', 1, (pass) => encodeStep(pass, programs, number), {
      onDone: (taken) => {
        this.#submitter.learn('minibatches', 1, whole + taken);
        onDone();
      },
      answer,
    });
  }

  /** Whether the updates of all have stopped themselves. */
  async #areStopped(): Promise<boolean> {
    const [content] = await readBack(this.#gpu, [whole(this.#programs.buffers.stopped)]);
    const stopped = new Uint32Array(content);
    return this.#active.every(({ member }) => stopped[member.slot] !== 0);
  }

  /** Reads what the iteration left of all members. */
  async #remains(): Promise<(slot: number) => IterationRemains> {
    const { buffers, capacity, layout } = this.#programs;
    const { size: stride } = partOf(this.#programs, 'network', 0);
    const names = ['statistics', 'moments', 'stopped', 'finals', 'environments'] as const;
    const [logStds, ...contents] = await readBack(this.#gpu, [
      { buffer: buffers.network, offset: 4 * layout.logStd, size: 4, count: capacity, stride },
      ...names.map((name) => whole(buffers[name])),
    ]);
    return (slot) => {
      const ofMember = (content: ArrayBuffer) => {
        const size = content.byteLength / capacity;
        return content.slice(slot * size, (slot + 1) * size);
      };
      const [statistics, moments, stopped, finals, environments] = contents.map(ofMember);
      return { logStd: ofMember(logStds), statistics, moments, stopped, finals, environments };
    };
  }

  /** Moves the boundary of each member if all that its iteration left is sound. */
  async #finish(remainsOf: (slot: number) => IterationRemains): Promise<void> {
    // What a device that is being lost left is no fault of a member.
    const finished = this.#active.map((participant) => {
      const { member } = participant;
      try {
        return { participant, ...finishIteration(this.#programs, member, remainsOf(member.slot)) };
      } catch (error) {
        return { participant, error };
      }
    });
    if (finished.some((one) => 'error' in one)) await checkCause(this.#gpu);
    for (const one of finished) {
      const { participant } = one;
      if ('error' in one) {
        this.#putBack(participant);
        participant.reject(one.error);
      } else {
        participant.member.boundary = one.boundary;
        participant.resolve(one.result);
      }
    }
  }

  #putBack({ member }: Participant): void {
    this.#copy(BOUNDARY.map((name) => [this.#partOf(member, `${name}Before`), this.#partOf(member, name)]));
  }

  #partOf({ slot }: Member, name: BufferName): Region {
    return partOf(this.#programs, name, slot);
  }

  /** @param pairs what is copied, and where to */
  #copy(pairs: readonly (readonly [Region, Region])[]): void {
    const encoder = this.#gpu.device.createCommandEncoder({ label: 'boundary' });
    for (const [from, to] of pairs) {
      encoder.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, from.size);
    }
    this.#gpu.device.queue.submit([encoder.finish()]);
  }
}

import { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { IterationOptions, IterationResult, StageTask } from '../../engine';
import { DeviceMemoryError } from '../../errors';
import type { Architecture } from '../../parameters';
import type { EngineState } from '../../runnerState';
import type { Participant } from './groupIteration';
import { GroupIteration } from './groupIteration';
import type { Member } from './member';
import { checkCause } from './readBack';
import { MOST_MEMBERS } from './sharedConstants';
import { StageGroup } from './stageGroup';
import { membersPossible, planStage } from './stagePrograms';
import type { EngineDevice } from './submitter';
import { Submitter } from './submitter';

/** Milliseconds that the others wait for one that is busy otherwise, for instance with a validation. */
const PATIENCE = 10_000;

/** A run that may train with others: an engine of the group. */
export type Run = symbol;

/** A run in a stage. */
export interface Seat {
  readonly stage: StageGroup;
  readonly member: Member;
}

/** A run that enters a stage. */
interface Entering {
  readonly run: Run;
  readonly task: StageTask;
  readonly state: EngineState;
  /** Hears that there is no memory for it before another run gives its own back. */
  readonly onWait: () => void;
}

/** What asked for an iteration. */
interface Waiting extends Participant {
  readonly run: Run;
  readonly stage: StageGroup;
}

interface GroupOptions {
  /** Runs that are to train side by side, at most; the first ones wait for the others to be opened. */
  readonly most?: number;
  /** Gives the device back, once the last engine is disposed of. */
  readonly onDispose?: () => void;
  /** Decides how much goes to the GPU at a time; the results do not depend on it. */
  readonly submitter?: Submitter;
}

/**
 * Runs that train side by side on one GPU: whoever has asked for an iteration computes it in the same dispatches as all others whose
 * stages have the same shapes. An iteration begins once every run of the group has asked for one, or has been waited for long
 * enough: a run is away while it is validated, saved or evaluated. Its results do not depend on who takes part, bit for bit.
 */
export class EngineGroup {
  readonly #gpu: EngineDevice;
  readonly #submitter: Submitter;
  readonly #most: number;
  readonly #onDispose: () => void;
  /** Runs that are still to be opened, as far as the others wait for them. */
  #expected: number;
  /** Those in it, and whether the others still wait for them. */
  readonly #runs = new Map<Run, { isMissed: boolean }>();
  #stages: readonly StageGroup[] = [];
  #waiting: readonly Waiting[] = [];
  #computing: readonly Member[] = [];
  #patience: ReturnType<typeof setTimeout> | null = null;
  /** The GPU's turn that ends last. */
  #turn: Promise<unknown> = Promise.resolve();
  #entering: Promise<unknown> = Promise.resolve();
  /** Seats that were given back so far, and who waits for the next one. */
  #freed = 0;
  #onFree: (() => void) | null = null;

  constructor(
    gpu: EngineDevice,
    { most = 1, onDispose = () => {}, submitter = new Submitter(gpu) }: GroupOptions = {},
  ) {
    this.#gpu = gpu;
    this.#most = Math.min(most, MOST_MEMBERS);
    this.#expected = most;
    this.#onDispose = onDispose;
    this.#submitter = submitter;
  }

  /** Takes one more run in. */
  open(): Run {
    const run: Run = Symbol('run');
    this.#runs.set(run, { isMissed: false });
    this.#expected = Math.max(0, this.#expected - 1);
    return run;
  }

  /** See `Engine.assertWithinLimits`. */
  assertWithinLimits(task: StageTask, architecture: Architecture): void {
    membersPossible(this.#gpu.device.limits, planStage(this.#gpu, task, architecture));
  }

  /** Lets a run go, whose seat was left. */
  close(run: Run): void {
    if (!this.#runs.delete(run)) return;
    this.#consider();
    if (this.#runs.size === 0) this.#onDispose();
  }

  /**
   * Enters a stage at `state`, beside the runs that are in such a stage already. Where the others hold the memory that it takes, it
   * waits for one of them to end a stage or its training.
   *
   * @throws as `createStagePrograms`
   */
  async enter(one: Entering): Promise<Seat> {
    // One after the other: the second finds the stage that the first has made.
    const entering = this.#entering.then(() => this.#seatInTurn(one));
    this.#entering = entering.catch(() => undefined);
    const seat = await entering;
    try {
      await this.#takeTurn(() => this.#submitter.settle());
    } catch (error) {
      this.leave(seat);
      throw error;
    }
    return seat;
  }

  /** Leaves a stage: what the run has under way there ends as if it had been aborted. */
  leave(seat: Seat): void {
    const { member, stage } = seat;
    member.hasLeft = true;
    const left = this.#waiting.filter((one) => one.member === member);
    this.#waiting = this.#waiting.filter((one) => one.member !== member);
    for (const { reject } of left) reject(new Error('The engine was disposed of.'));
    if (!this.#computing.includes(member)) this.#free(stage, member);
    this.#consider();
  }

  /** See `Engine.iterate`: one iteration of a run, together with all others that are there by then. */
  iterate(run: Run, { stage, member }: Seat, options: IterationOptions): Promise<IterationResult> {
    return new Promise((resolve, reject) => {
      this.#setMissed(run, false);
      const abort = () => {
        if (!this.#waiting.includes(waiting)) return;
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        reject(options.signal.reason as Error);
        this.#consider();
      };
      const settled =
        <Value>(settle: (value: Value) => void) =>
        (value: Value) => {
          options.signal.removeEventListener('abort', abort);
          settle(value);
        };
      const waiting: Waiting = {
        ...{ run, stage, member, options },
        resolve: settled(resolve),
        reject: settled(reject),
      };
      this.#waiting = [...this.#waiting, waiting];
      options.signal.addEventListener('abort', abort);
      this.#consider();
    });
  }

  async #seatInTurn({ run, task, state, onWait }: Entering): Promise<Seat> {
    const environments = new VectorEnvironment(task.environment, task.seed, task.stage);
    if (state.environments) environments.restore(state.environments);
    for (;;) {
      const freed = this.#freed;
      try {
        const seat = await this.#seat(task, state, environments);
        this.#setMissed(run, false);
        return seat;
      } catch (error) {
        if (!(error instanceof DeviceMemoryError)) throw error;
        if (freed !== this.#freed) continue;
        if (this.#stages.length === 0) throw error;
      }
      onWait();
      this.#setMissed(run, true);
      this.#consider();
      await new Promise<void>((resolve) => {
        this.#onFree = resolve;
      });
    }
  }

  async #seat(task: StageTask, state: EngineState, environments: VectorEnvironment): Promise<Seat> {
    const plan = planStage(this.#gpu, task, state.architecture);
    let stage = this.#stages.find((one) => one.hasRoomFor(plan));
    if (!stage) {
      try {
        stage = await StageGroup.create(this.#gpu, plan, this.#most);
      } catch (error) {
        await checkCause(this.#gpu);
        throw error;
      }
      this.#stages = [...this.#stages, stage];
    }
    return { stage, member: stage.add(task, state, environments) };
  }

  #free(stage: StageGroup, member: Member): void {
    stage.remove(member);
    if (stage.isEmpty) {
      this.#stages = this.#stages.filter((one) => one !== stage);
      stage.destroy();
    }
    this.#freed++;
    this.#onFree?.();
    this.#onFree = null;
  }

  /** @param isMissed the others do not wait for the run until it is back */
  #setMissed(run: Run, isMissed: boolean): void {
    const state = this.#runs.get(run);
    if (state) state.isMissed = isMissed;
  }

  /** Begins an iteration of those who wait, unless one is under way or somebody is still waited for. */
  #consider(): void {
    if (this.#waiting.length === 0) this.#forgetPatience();
    if (this.#computing.length > 0 || this.#waiting.length === 0) return;
    const isAwaited = ([run, { isMissed }]: readonly [Run, { readonly isMissed: boolean }]) =>
      !isMissed && this.#waiting.every((one) => one.run !== run);
    if (this.#expected > 0 || [...this.#runs].some(isAwaited)) {
      this.#patience ??= setTimeout(() => this.#goOnWithout(), PATIENCE);
      return;
    }
    this.#forgetPatience();
    // Who has waited longest, and all that can go with it.
    const [{ stage }] = this.#waiting;
    const participants = this.#waiting.filter((one) => one.stage === stage);
    this.#waiting = this.#waiting.filter((one) => one.stage !== stage);
    this.#computing = participants.map(({ member }) => member);
    this.#compute(stage, participants).catch((error: unknown) => {
      for (const { reject } of participants) reject(error);
    });
  }

  /** Those who wait have waited long enough: the others are not waited for until they are back. */
  #goOnWithout(): void {
    this.#forgetPatience();
    this.#expected = 0;
    for (const [run, state] of this.#runs) state.isMissed = this.#waiting.every((one) => one.run !== run);
    this.#consider();
  }

  #forgetPatience(): void {
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
  }

  async #compute(stage: StageGroup, participants: readonly Participant[]): Promise<void> {
    const iteration = new GroupIteration(this.#gpu, this.#submitter, stage.programs, participants);
    try {
      await this.#takeTurn(() => iteration.run());
    } finally {
      this.#computing = [];
      for (const { member } of participants) if (member.hasLeft) this.#free(stage, member);
      this.#consider();
    }
  }

  /** Runs what wants the GPU's queue for itself, after what else does. */
  #takeTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

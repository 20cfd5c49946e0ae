import type { Checkpoint } from '../checkpoint/checkpoint';
import type { EmergencyKind } from '../checkpoint/names';
import { checkpointPath } from '../checkpoint/names';
import type { StageSettings } from '../curriculum/settings';
import { Pace } from '../evaluation/pace';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import { heldOutStatistics } from '../evaluation/summary';
import type { PolicyStatistics } from '../evaluation/validate';
import { withBestPolicy } from '../ppo/bestPolicy';
import { Learner } from '../ppo/learner';
import type { LogRecord } from '../logging/logRecord';
import type { Counters, RunnerState } from '../ppo/runnerState';
import type { Problem } from '../errors/problem';
import { messageOf, toProblem } from '../errors/problem';
import * as lines from './consoleLines';
import { EmergencyFiles } from './emergencyFiles';
import { evaluateEndOfStage } from './evaluateEndOfStage';
import { prepareAhead } from './background/prepareAhead';
import { prepareEarthquakes } from './prepareEarthquakes';
import { Printer } from './printer';
import { ProgressMeter } from './progressMeter';
import type { Progress } from './protocol';
import type { RunContext } from './runContext';
import { Validator } from './validator';
import { WorkingClock } from './workingClock';

/** Milliseconds of training that a closed tab may cost. */
const EMERGENCY_INTERVAL = 30_000;
/** Milliseconds of training that a lost device may cost, rounded up to an iteration. */
const READ_BACK_INTERVAL = 10_000;

export type StageOutcome =
  | {
      readonly outcome: 'complete';
      readonly state: RunnerState;
      /** Null where an interrupt cut it short: the stage is saved without it. */
      readonly evaluation: StageEvaluation | null;
    }
  | { readonly outcome: 'paused' | 'interrupted' | 'error'; readonly problem: Problem | null };

/** Trains one stage to its end and saves it, or saves what there is of it. */
export class StageTrainer {
  readonly #run: RunContext;
  readonly #stage: StageSettings;
  readonly #printer: Printer;
  #meter: ProgressMeter;
  readonly #emergencies: EmergencyFiles;
  /** For what is told of speed; what is due goes by the host's. */
  readonly #clock: WorkingClock;
  #learner: Learner | null = null;
  #validator: Validator | null = null;
  /** The last iterations, oldest first, as long as the policy of the first of them is being evaluated. */
  #unlogged: readonly LogRecord[] = [];
  /** The newest state known to be sound, should the device that holds a newer one be lost. */
  #lastGood: RunnerState;

  constructor(run: RunContext, stage: StageSettings, start: RunnerState) {
    this.#run = run;
    this.#stage = stage;
    this.#printer = new Printer(run.host.emit);
    this.#clock = new WorkingClock(run.host.now);
    this.#meter = this.#meterFrom(start.counters);
    this.#emergencies = new EmergencyFiles(run, stage.number);
    this.#lastGood = start;
  }

  /**
   * Trains from where the stage stands to its end, and evaluates and saves it.
   *
   * @param signal stops within the iteration and leaves an `INTERRUPTED` checkpoint; other failures an `ERROR` one
   */
  async train(signal: AbortSignal): Promise<StageOutcome> {
    this.#printer.print(lines.stageHeading(this.#stage));
    this.#tellPlace();
    try {
      const isTrained = await this.#iterateThroughLosses(signal);
      return isTrained ? await this.#complete(signal) : await this.#pause();
    } catch (error) {
      return signal.aborted ? this.#interrupt() : this.#fail(error);
    }
  }

  /** Iterates, and where the device is lost goes on from the last state that was read back, on the device opened again. */
  async #iterateThroughLosses(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      try {
        return await this.#iterate(signal);
      } catch (error) {
        const { reopenDevice } = this.#run.host;
        if (signal.aborted || !reopenDevice) throw error;
        await this.#withdraw(() => reopenDevice(error));
      }
    }
  }

  /** Goes back to the last good state, unless `reopen` throws. */
  async #withdraw(reopen: () => Promise<void>): Promise<void> {
    const reached = this.#learner?.counters.iteration ?? 0;
    await reopen();
    this.#learner = null;
    this.#validator = null;
    this.#unlogged = [];
    const { counters } = this.#lastGood;
    // The iteration that was lost had begun as well.
    this.#run.allowance.giveBack(reached - counters.iteration + 1);
    this.#meter = this.#meterFrom(counters);
    this.#printer.print(lines.goesOn(this.#stage.number, counters.stageTimesteps));
    this.#tellPlace();
  }

  /** Tells where in the run the stage stands: what was told of later is undone. */
  #tellPlace(): void {
    const { numTimesteps } = this.#lastGood.counters;
    this.#run.host.emit({ type: 'stage', stage: this.#stage.number, numTimesteps });
  }

  #meterFrom(counters: Counters): ProgressMeter {
    return new ProgressMeter(this.#run.settings, this.#stage, counters, this.#clock.now);
  }

  /** Iterates until the stage is trained or the allowance spent. @returns whether it is trained */
  async #iterate(signal: AbortSignal): Promise<boolean> {
    const { engine, background = null } = this.#run.host;
    const { number, total_timesteps } = this.#stage;
    const { settings, library } = this.#run;
    const task = await prepareEarthquakes(settings, number, library, new Pace(signal));
    const learner = await Learner.begin(engine, task, total_timesteps, this.#lastGood);
    this.#learner = learner;
    await this.#emergencies.look();
    await this.#compareEmergencies(learner);
    const makePace = () => new Pace(signal, this.#clock.now);
    this.#validator = new Validator(settings, this.#stage, learner, { background, makePace });
    // An interrupt may have come between an iteration and its validation.
    if (this.#validator.isDue) {
      await this.#validator.begin();
      await this.#settleValidation(learner);
    }
    const isDone = new AbortController();
    try {
      this.#prepareNext(isDone.signal);
      if (!(await this.#iterateWith(learner, this.#validator, signal))) return false;
    } finally {
      isDone.abort();
    }
    const state = await learner.snapshot();
    if (state.best) this.#printer.print(lines.keepsBest(state.best, learner.counters.iteration));
    this.#lastGood = withBestPolicy(state);
    return true;
  }

  /** @returns false: the allowance is spent */
  async #iterateWith(learner: Learner, validator: Validator, signal: AbortSignal): Promise<boolean> {
    const { now, keepUp } = this.#run.host;
    const begin = { time: this.#clock.now(), timesteps: learner.counters.numTimesteps };
    let savedAt = now();
    let readAt = now();
    while (!learner.isComplete && !validator.isOver) {
      await keepUp?.(signal);
      signal.throwIfAborted();
      if (this.#run.allowance.isSpent) return false;
      this.#run.allowance.spend();
      const values = await learner.iterate(signal, ({ phase, fraction }) => {
        if (this.#meter.isDue()) this.#emitProgress(learner.counters, phase, fraction);
      });
      this.#meter.iterationDone(learner.counters);
      if (this.#meter.isDue()) this.#emitProgress(learner.counters, 'update', 1);
      const time = timeValues(learner.counters, begin.timesteps, (this.#clock.now() - begin.time) / 1000);
      await this.#validate(learner, validator, { ...values, ...time });
      await this.#showPolicy(learner);
      await this.#compareEmergencies(learner);
      const isDue = this.#run.saveRequest.take() || now() - savedAt >= EMERGENCY_INTERVAL;
      if (isDue && !learner.isComplete) {
        await this.#autosave(learner);
        savedAt = now();
      } else if (now() - readAt >= READ_BACK_INTERVAL) {
        this.#lastGood = await this.#snapshot(learner);
        readAt = now();
      }
    }
    return true;
  }

  /** Has the next stage's earthquakes made meanwhile, where there is a thread for that. What fails is done when it begins. */
  #prepareNext(signal: AbortSignal): void {
    const { host, settings } = this.#run;
    const next = settings.stages.find(({ number }) => number === this.#stage.number + 1);
    if (!host.background || !next) return;
    prepareAhead(host.background, settings, next.number, signal).catch(() => undefined);
  }

  /** The learner's state, whole: with what the validation before it says. */
  async #snapshot(learner: Learner): Promise<RunnerState> {
    await this.#settleValidation(learner);
    return learner.snapshot();
  }

  async #autosave(learner: Learner): Promise<void> {
    if (this.#emergencies.holds(learner.counters.stageTimesteps)) return;
    this.#lastGood = await this.#snapshot(learner);
    await this.#emergencies.write('INTERRUPTED', this.#checkpoint('INTERRUPTED'));
  }

  /** The same settings give the same run: where an earlier start was, this one may have come to the same state. */
  async #compareEmergencies(learner: Learner): Promise<void> {
    if (!this.#emergencies.isPlaceOfEarlier(learner.counters.stageTimesteps)) return;
    this.#emergencies.compare(await this.#snapshot(learner));
  }

  /** Hands the policy to whoever asked for it; nothing of the training changes. */
  async #showPolicy(learner: Learner): Promise<void> {
    const { policyRequests } = this.#run.host;
    if (policyRequests?.areWaiting) policyRequests.answer(this.#stage.number, await learner.snapshot());
  }

  /**
   * Validates the policy of an iteration where that is due, and logs the iteration as soon as nothing is to be added to it.
   *
   * @param values of the iteration
   */
  async #validate(learner: Learner, validator: Validator, values: LogRecord['values']): Promise<void> {
    const { isDue } = validator;
    if (isDue) await this.#settleValidation(learner);
    const record = {
      stage: this.#stage.number,
      wallTime: Date.now() / 1000,
      values,
      episodes: learner.newEpisodes,
    };
    this.#unlogged = [...this.#unlogged, record];
    if (isDue) await validator.begin();
    if (validator.isToSettle) await this.#settleValidation(learner);
    // Without validation, the evaluation at the stage's end has something to add.
    else if (!validator.isPending && !learner.isComplete) this.#log(null);
  }

  /** Waits for the validation that has begun, if any, and logs the iterations that wait for it. */
  async #settleValidation(learner: Learner): Promise<void> {
    if (!this.#validator?.isPending) return;
    if (!this.#validator.isAnswered) this.#emitProgress(learner.counters, 'evaluation', 0);
    const validated = await this.#validator.settle();
    if (!validated) return;
    const { validation, iteration } = validated;
    this.#printer.print(lines.validated(validation, this.#stage.stroke_limit_m, iteration));
    this.#log(validation);
  }

  /** Logs the iterations that are not yet, each once, the first of them with what was measured of its policy. */
  #log(measured: PolicyStatistics | null): void {
    const evaluation = measured && {
      'eval/mean_ep_length': measured.meanLength,
      'eval/mean_peak_m': measured.meanPeak,
      'eval/mean_reward': measured.meanReward,
      'eval/std_reward': measured.stdReward,
    };
    const records = this.#unlogged;
    this.#unlogged = [];
    records.forEach(({ values, ...record }, i) => {
      const all = i === 0 ? { ...evaluation, ...values } : values;
      this.#run.host.emit({ type: 'log', record: { ...record, values: all } });
    });
  }

  async #complete(signal: AbortSignal): Promise<StageOutcome> {
    const evaluation = await this.#evaluate(signal);
    this.#log(evaluation && heldOutStatistics(evaluation));
    this.#emitProgress(this.#lastGood.counters, 'saving', 0);
    const path = this.#path('completed');
    const evaluations = evaluation ? [...this.#run.evaluations, evaluation] : this.#run.evaluations;
    const isSaved = await this.#run.writer.write(path, this.#checkpoint('completed', evaluations));
    this.#printer.print(isSaved ? lines.saved(path, this.#run.host.areFilesKept) : lines.notSaved(path));
    if (isSaved) await this.#emergencies.discard();
    this.#printer.print(
      ...(evaluation ? lines.heldOut(evaluation) : [lines.evaluationCut(this.#stage.number)]),
    );
    this.#printer.print(lines.stageComplete(this.#stage.number));
    return { outcome: 'complete', state: this.#lastGood, evaluation };
  }

  /** Evaluates the trained stage; null where an interrupt ended that, which the next start makes up for. */
  async #evaluate(signal: AbortSignal): Promise<StageEvaluation | null> {
    const { counters } = this.#lastGood;
    const onProgress = (fraction: number) => {
      if (this.#meter.isDue()) this.#emitProgress(counters, 'evaluation', fraction);
    };
    this.#emitProgress(counters, 'evaluation', 0);
    try {
      const { settings, library } = this.#run;
      const judged = { policy: this.#lastGood, settings, stage: this.#stage, library };
      return await evaluateEndOfStage(judged, new Pace(signal), onProgress);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  async #pause(): Promise<StageOutcome> {
    await this.#settleOrLog();
    this.#printer.print(lines.ONE_ITERATION_DONE);
    await this.#rescue('INTERRUPTED');
    return { outcome: 'paused', problem: null };
  }

  async #interrupt(): Promise<StageOutcome> {
    await this.#settleOrLog();
    this.#printer.print(lines.INTERRUPTED);
    await this.#rescue('INTERRUPTED');
    return { outcome: 'interrupted', problem: null };
  }

  async #fail(error: unknown): Promise<StageOutcome> {
    await this.#settleOrLog();
    this.#printer.printError(lines.stageError(this.#stage.number), messageOf(error));
    await this.#rescue('ERROR');
    return { outcome: 'error', problem: toProblem(error) };
  }

  /** Takes in the validation that is under way, and logs what is not logged yet. */
  async #settleOrLog(): Promise<void> {
    try {
      if (this.#learner) await this.#settleValidation(this.#learner);
    } catch {
      // The same interrupt cut it off: whoever goes on makes up for it.
    }
    this.#log(null);
  }

  /** Saves the last good state of a stage that is not trained, under the name that tells why. */
  async #rescue(kind: EmergencyKind): Promise<void> {
    await this.#fetchLastGood();
    try {
      const { path, isSaved } = await this.#emergencies.write(kind, this.#checkpoint(kind));
      this.#printer.print(
        isSaved ? lines.emergencySaved(path, this.#run.host.areFilesKept) : lines.notSaved(path, false),
      );
    } catch (failure) {
      this.#printer.printError(messageOf(failure));
    }
    this.#printer.print(lines.willResumeAutomatically(this.#stage.number));
  }

  /** Takes the engine's last boundary, which is newer than the last snapshot, unless its device is gone. */
  async #fetchLastGood(): Promise<void> {
    if (!this.#learner) return;
    try {
      this.#lastGood = await this.#learner.snapshot();
    } catch (error) {
      this.#printer.printError(`The newest state is out of reach (${messageOf(error)})`);
    }
  }

  #checkpoint(kind: Checkpoint['kind'], evaluations = this.#run.evaluations): Checkpoint {
    const { engine, device } = this.#run.host;
    return {
      kind,
      stage: this.#stage.number,
      settings: this.#run.settings,
      state: this.#lastGood,
      evaluations,
      finalEvaluation: null,
      engine: engine.name,
      device,
    };
  }

  #path(kind: Checkpoint['kind']): string {
    return checkpointPath(this.#run.settings, kind, this.#stage.number);
  }

  #emitProgress(counters: Counters, phase: Progress['phase'], fraction: number): void {
    const deviceBytes = this.#run.host.engine.memoryBytes ?? null;
    const progress = { ...this.#meter.report(counters, phase, fraction), deviceBytes };
    this.#run.host.emit({ type: 'progress', progress });
  }
}

/** @param begun timesteps that were done when the clock began, `seconds` ago */
function timeValues({ numTimesteps, iteration }: Counters, begun: number, seconds: number) {
  return {
    'time/fps': Math.trunc((numTimesteps - begun) / seconds),
    'time/iterations': iteration,
    'time/time_elapsed': seconds,
    'time/total_timesteps': numTimesteps,
  };
}

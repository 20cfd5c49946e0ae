import { engineOfRecord } from '../ppo/engines/names';
import type { DeviceRecovery } from './deviceRecovery';
import { inLanes } from './lanes';
import type { EngineListener, OpenedEngine } from './openEngine';
import { openBrowserGpu, openDevice } from './openEngine';
import type { RunResult, TimedEngine } from './protocol';
import type { RecordedEngine } from './recordedEngine';
import { recordedEngine } from './recordedEngine';
import type { OpenRunDevice } from './runDevice';
import { knownRecords, ownDevice } from './runDevice';
import type { Job, Workplace } from './runTraining';

/** A run of a series. */
interface Member {
  readonly job: Job;
  /** What it was trained with so far; null: it is new, a person has chosen an engine, or nobody knows. */
  readonly began: RecordedEngine | null;
}

/** Runs that train side by side on a GPU. */
interface Together {
  readonly jobs: readonly Job[];
  readonly openDevice: OpenRunDevice;
  readonly atOnce: number;
}

/** How a series is trained. */
interface Plan {
  /** Null: no two runs are trained on a GPU. */
  readonly together: Together | null;
  /** Trained one after another, each on a device of its own. */
  readonly alone: readonly Job[];
}

/** Trains a run on a device that it opens. Never fails. */
export type TrainRun = (job: Job, openDevice: OpenRunDevice) => Promise<RunResult>;

/**
 * Trains runs that differ in the seed: side by side those that are trained on a GPU, and one after another all others. One that
 * fails ends no other.
 */
export class SeriesTraining {
  readonly #place: Workplace;
  readonly #recovery: DeviceRecovery;
  readonly #trainRun: TrainRun;

  /** @param recovery opens a lost device again, for all runs */
  constructor(place: Workplace, recovery: DeviceRecovery, trainRun: TrainRun) {
    this.#place = place;
    this.#recovery = recovery;
    this.#trainRun = trainRun;
  }

  /**
   * @param jobs one or more
   * @param signal interrupts those under way, and begins no more
   * @returns how those ended that were begun
   * @throws the signal's reason, and what `openDevice` throws; nothing was begun then
   */
  async train(jobs: readonly Job[], signal: AbortSignal): Promise<readonly RunResult[]> {
    const { together, alone } = await this.#plan(jobs, signal);
    const results: RunResult[] = [];
    const begin = (openDevice: OpenRunDevice) => async (job: Job) => {
      results.push(await this.#trainRun(job, openDevice));
    };
    const own = ownDevice(this.#place.disk, this.#recovery);
    this.#place.tell({ run: null, event: { type: 'share', atOnce: together?.atOnce ?? 1 } });
    if (together) await inLanes(together.jobs, together.atOnce, signal, begin(together.openDevice));
    await inLanes(alone, 1, signal, begin(own));
    return results;
  }

  /** Finds who is trained on the GPU: whoever began on one, and all that are new where it is chosen for them. */
  async #plan(jobs: readonly Job[], signal: AbortSignal): Promise<Plan> {
    const { engine: preference, timed } = jobs[0].question;
    if (preference !== null && preference !== 'webgpu') return { together: null, alone: jobs };
    const members = await Promise.all(jobs.map((job) => this.#memberOf(job)));
    const candidates = members.filter(
      ({ began }) => began === null || engineOfRecord(began.engine) === 'webgpu',
    );
    if (candidates.length < 2) return { together: null, alone: jobs };
    const opened = await this.#openOnce(candidates, signal);
    const timedNow = [...timed, ...Object.values(opened.speeds)];
    if (opened.device.engine !== 'webgpu') {
      return { together: null, alone: jobs.map((job) => withTimed(job, timedNow)) };
    }
    const others = members.filter((member) => !candidates.includes(member));
    return {
      together: await this.#share(
        candidates.map(({ job }) => job),
        opened,
      ),
      alone: others.map(({ job }) => withTimed(job, timedNow)),
    };
  }

  async #memberOf(job: Job): Promise<Member> {
    const isOpen = job.question.engine === null;
    return { job, began: isOpen ? await recordedEngine(this.#place.disk, job.path) : null };
  }

  /** Finds the device for all of them as for one: it has to start, and a GPU to compute what it must. */
  async #openOnce(members: readonly Member[], signal: AbortSignal): Promise<OpenedEngine> {
    const { engine: preference, timed, settings } = members[0].job.question;
    const began = members.find((member) => member.began !== null)?.began ?? null;
    const library = await knownRecords(this.#place.disk, settings);
    const opened = await openDevice(
      { preference, began, timed, signal },
      this.#listener(),
      settings,
      library,
    );
    opened.engine.dispose();
    return opened;
  }

  async #share(jobs: readonly Job[], { device }: OpenedEngine): Promise<Together> {
    const { SharedGpu } = await import('./sharedGpu');
    const gpu = new SharedGpu({ wanted: jobs.length, open: openBrowserGpu, recovery: this.#recovery });
    const openDevice: OpenRunDevice = async (_, { tell }) => ({
      engine: await gpu.openRunEngine(tell),
      device,
      speeds: {},
    });
    return { jobs, openDevice, atOnce: gpu.runsAtOnce };
  }

  #listener(): EngineListener {
    const { tell, beat } = this.#place;
    return {
      tell: (line) => tell({ run: null, event: { type: 'console', line, level: 'info' } }),
      beat,
      remember: (timed) => tell({ run: null, event: { type: 'timed', timed } }),
    };
  }
}

function withTimed(job: Job, timed: readonly TimedEngine[]): Job {
  return { ...job, question: { ...job.question, timed } };
}

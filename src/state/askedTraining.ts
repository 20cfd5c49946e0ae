import type { RunSettings } from '../curriculum/settings';
import type { EngineName } from '../ppo/engines/names';
import { announcementText as text } from '../strings/announcements';
import type { RunResult, SessionResult } from '../trainer/protocol';
import { distinct } from './distinct';
import { lastGoodPath } from './lastGoodPath';
import type { TrainedRun } from './trainedRun.svelte';

export interface StartOptions {
  readonly isSingleIteration: boolean;
}

/** A run that is to be trained. */
export interface AskedRun {
  readonly settings: RunSettings;
  /** The emergency checkpoint that it goes on from; null: by the resume rules. */
  readonly path: string | null;
}

/** A training that was asked for, as it can be asked for again. */
export interface AskedTraining {
  /** `evaluation`: nothing is trained, evaluations of an older version are made anew. */
  readonly as: 'training' | 'series' | 'evaluation';
  /** One, but in a series. */
  readonly runs: readonly AskedRun[];
  readonly engine: EngineName | null;
  readonly isSingleIteration: boolean;
  /** By the page itself, because the worker of the first attempt is gone. */
  readonly isRepeated: boolean;
}

/**
 * What is asked for again where the worker is gone: what was trained, of each run that is not complete from the last good state.
 *
 * @param runOf what has become of a run
 */
export function askedAgain(
  asked: AskedTraining,
  runOf: (run: string) => TrainedRun | undefined,
): AskedTraining {
  const runs = asked.runs.flatMap(({ settings: { run }, path }) => {
    const trained = runOf(run);
    if (!trained || trained.outcome === 'complete') return [];
    return [{ settings: trained.settings, path: lastGoodPath(path, trained.lastSaved?.path ?? null) }];
  });
  return { ...asked, runs, isRepeated: true };
}

/** How a series ended. Whatever its runs failed of is said once, with their names. */
export function wholeOf(results: readonly RunResult[], asked: number): SessionResult {
  const failed = results.flatMap(({ run, problem }) => (problem ? [{ run, problem }] : []));
  if (failed.length > 0) {
    const words = distinct(failed.map(({ problem }) => problem.message)).map((message) => {
      const runs = failed.filter(({ problem }) => problem.message === message).map(({ run }) => run);
      return text.ofRun(runs.join(', '), message);
    });
    return { outcome: 'error', problem: { name: failed[0].problem.name, message: words.join(' ') } };
  }
  const isWhole = results.length === asked && results.every(({ outcome }) => outcome === 'complete');
  return { outcome: isWhole ? 'complete' : 'interrupted', problem: null };
}

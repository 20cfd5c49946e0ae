import type { RunSettings } from '../curriculum/settings';
import type { Engine } from '../ppo/engine';
import type { EngineName } from '../ppo/engines/names';
import * as lines from './consoleLines';
import type { Speeds } from './engineSpeeds';
import { describeSpeeds } from './engineSpeeds';
import type { TimedEngine } from './protocol';
import { timeEngine } from './timeEngine';

/** An engine that may be the fastest. */
export interface Candidate {
  readonly engine: EngineName;
  /** See `TimedEngine`. */
  readonly place: string;
  readonly open: () => Promise<Engine>;
}

/** Who hears of the timing, and what ends it. */
export interface TimingListener {
  readonly tell: (line: string) => void;
  readonly remember?: (timed: TimedEngine) => void;
  readonly signal: AbortSignal;
}

/** What came of the timing of some engines. */
export interface Timing {
  readonly speeds: Speeds;
  /** Why an engine could not be timed. */
  readonly failures: ReadonlyMap<EngineName, unknown>;
}

/**
 * Times engines one after the other on a part of an iteration of a run.
 *
 * @throws the signal's reason
 */
export async function timeEngines(
  candidates: readonly Candidate[],
  settings: RunSettings,
  { tell, remember, signal }: TimingListener,
): Promise<Timing> {
  tell(lines.TIMING);
  const failures = new Map<EngineName, unknown>();
  const speeds: Record<string, TimedEngine> = {};
  for (const { engine: name, place, open } of candidates) {
    try {
      const speed = await timeOne(open, settings, signal);
      speeds[name] = { engine: name, place, ...speed };
      remember?.(speeds[name]);
    } catch (error) {
      if (signal.aborted) throw error;
      failures.set(name, error);
    }
  }
  tell(lines.timed(describeSpeeds(speeds)));
  return { speeds, failures };
}

async function timeOne(open: () => Promise<Engine>, settings: RunSettings, signal: AbortSignal) {
  const engine = await open();
  try {
    return await timeEngine(engine, settings, signal);
  } finally {
    engine.dispose();
  }
}

import { recall, remember } from '../platform/memory';
import { ENGINE_NAMES } from '../ppo/engines/names';
import type { TimedEngine } from '../trainer/protocol';

/** Where the speed of the last training is kept, for an estimate before the next. */
const KEY = 'tmd-lab.speed';

/** Where it is kept what engines did in their trials. */
const TIMED_KEY = 'tmd-lab.timedEngines';
/** Trials that are kept: of both engines at eight settings. */
const MOST_TIMED = 16;

interface Speed {
  readonly device: string;
  readonly preset: string;
  readonly stepsPerSecond: number;
}

/**
 * Environment steps a second without a GPU, by preset: whole runs with their evaluations, measured on two cores of a server
 * (AMD EPYC).
 */
const MEASURED_ON_A_SERVER: Readonly<Partial<Record<string, number>>> = { calm: 66_000_000 / 184 };

/** What a first visit can be told before it has trained; null: nothing was measured on such a device. */
export function speedOnAServer(engine: string, preset: string): number | null {
  return engine === 'wasm' ? (MEASURED_ON_A_SERVER[preset] ?? null) : null;
}

/** @param device its label; @param preset whose networks and batches set the pace */
export function rememberSpeed(device: string, preset: string, stepsPerSecond: number): void {
  const speed: Speed = { device, preset, stepsPerSecond };
  remember(KEY, JSON.stringify(speed));
}

/** Environment steps a second that this device did with this preset last time; null: it has not yet. */
export function recallSpeed(device: string, preset: string): number | null {
  try {
    const speed = JSON.parse(recall(KEY) ?? 'null') as Partial<Speed> | null;
    if (speed?.device !== device || speed.preset !== preset) return null;
    return Number(speed.stepsPerSecond) > 0 ? Number(speed.stepsPerSecond) : null;
  } catch {
    return null;
  }
}

/** Keeps what an engine did in a trial in place of what it did there before. */
export function rememberTimed(timed: TimedEngine): void {
  const others = recallTimed().filter(({ place }) => place !== timed.place);
  remember(TIMED_KEY, JSON.stringify([...others, timed].slice(-MOST_TIMED)));
}

/** What engines did in their trials, in this visit or an earlier one. */
export function recallTimed(): readonly TimedEngine[] {
  try {
    const kept: unknown = JSON.parse(recall(TIMED_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isTimed) : [];
  } catch {
    return [];
  }
}

function isTimed(value: unknown): value is TimedEngine {
  const { engine, place, stepsPerSecond, isBound } = (value ?? {}) as Partial<TimedEngine>;
  return (
    ENGINE_NAMES.some((name) => name === engine) &&
    typeof place === 'string' &&
    Number(stepsPerSecond) > 0 &&
    typeof isBound === 'boolean'
  );
}

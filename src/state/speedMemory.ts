import { recall, remember } from '../platform/memory';

/** Where the speed of the last training is kept, for an estimate before the next. */
const KEY = 'tmd-lab.speed';

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

import { DEFAULT_PRESET, LARGER_PRESET, PRESETS } from '../curriculum/presets';
import type { RunSettings } from '../curriculum/settings';
import type { Engine } from '../ppo/engine';
import { LimitError } from '../ppo/errors';
import * as lines from './consoleLines';
import { secondsOf } from './engineSpeeds';
import type { EngineListener, OpenedEngine } from './openEngine';
import type { TimedEngine } from './protocol';
import { assertRunWithinLimits } from './runLimits';
import { timeEngine } from './timeEngine';

/**
 * The recipe of a new run whose settings nobody chose: the one with more samples where the GPU is through with it sooner than
 * WebAssembly with the default one, by what both were timed at.
 *
 * @param settings the default recipe's, but for the name of the run
 * @throws the signal's reason, and what the engine throws
 */
export async function recipeFor(
  { engine, device, speeds }: OpenedEngine,
  settings: RunSettings,
  signal: AbortSignal,
  { tell }: Pick<EngineListener, 'tell'>,
): Promise<RunSettings> {
  const { wasm } = speeds;
  if (settings.preset !== DEFAULT_PRESET || device.engine !== 'webgpu' || !wasm) return settings;
  const larger = { ...PRESETS[LARGER_PRESET], run: settings.run };
  if (!hasRoomFor(engine, larger)) return settings;
  const timed = await timeEngine(engine, larger, signal);
  if (!isSooner(larger, timed, settings, wasm)) return settings;
  const minutes = (of: RunSettings, speed: Pick<TimedEngine, 'stepsPerSecond'>) =>
    (secondsOf(of, speed) / 60).toPrecision(2);
  tell(lines.largerRecipe(LARGER_PRESET, [minutes(larger, timed), minutes(settings, wasm)]));
  return larger;
}

function hasRoomFor(engine: Engine, settings: RunSettings): boolean {
  try {
    assertRunWithinLimits(engine, settings);
    return true;
  } catch (error) {
    if (error instanceof LimitError) return false;
    throw error;
  }
}

type Speed = Pick<TimedEngine, 'stepsPerSecond' | 'isBound'>;

/** Whether one recipe at its speed ends before another at its own. A speed that is but a bound says so of neither. */
function isSooner(...[one, itsSpeed, other, otherSpeed]: [RunSettings, Speed, RunSettings, Speed]): boolean {
  if (itsSpeed.isBound || otherSpeed.isBound) return false;
  return secondsOf(one, itsSpeed) < secondsOf(other, otherSpeed);
}

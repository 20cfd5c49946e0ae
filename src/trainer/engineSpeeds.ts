import { observationSizeOf } from '../building/building';
import { taskBuilding } from '../curriculum/taskBuilding';
import type { RunSettings } from '../curriculum/settings';
import type { EngineName } from '../ppo/engines/names';
import { ENGINES } from '../ppo/engines/names';
import { VERSION } from '../version/version';
import type { TimedEngine } from './protocol';

/** Speeds of the engines that were timed, at the settings of one run. */
export type Speeds = Partial<Readonly<Record<EngineName, TimedEngine>>>;

/**
 * What the speed of an engine depends on, as a text to compare: it is timed again where any of it is another.
 *
 * @param machine adapter or processor, and the browser
 */
export function placeOf(engine: EngineName, machine: string, settings: RunSettings): string {
  return [engine, machine, VERSION, shapesOf(settings)].join('; ');
}

/** The shapes of stage 1, which `timeEngine` times. */
function shapesOf(settings: RunSettings): string {
  const { n_envs, control_period, policy, advantage_baseline, stages } = settings;
  const { n_steps, batch_size, n_epochs } = stages[0].hyperparameters;
  const building = taskBuilding(settings);
  return [
    `${n_envs} x ${n_steps} x ${control_period}`,
    `${n_epochs} x ${batch_size}`,
    `${policy.net_arch.join('-')} ${policy.activation_fn}`,
    `${building.degreesOfFreedom}, ${observationSizeOf(building)}`,
    advantage_baseline,
  ].join(', ');
}

/** The fastest engine of those that were timed; null: none was. One that was stopped does less than its figure. */
export function fastestOf(speeds: Speeds): TimedEngine | null {
  return Object.values(speeds).reduce<TimedEngine | null>(
    (best, speed) => (best && best.stepsPerSecond >= speed.stepsPerSecond ? best : speed),
    null,
  );
}

/** All speeds, the fastest first. */
export function describeSpeeds(speeds: Speeds): string {
  return Object.values(speeds)
    .toSorted((a, b) => b.stepsPerSecond - a.stepsPerSecond)
    .map(({ engine, stepsPerSecond, isBound }) => {
      const steps = Number(stepsPerSecond.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 0 });
      return `${ENGINES[engine].label} ${isBound ? 'fewer than ' : ''}${steps} steps/s`;
    })
    .join(', ');
}

/** Seconds of all stages at a speed. */
export function secondsOf(
  { stages }: RunSettings,
  { stepsPerSecond }: Pick<TimedEngine, 'stepsPerSecond'>,
): number {
  return stages.reduce((sum, { total_timesteps }) => sum + total_timesteps, 0) / stepsPerSecond;
}

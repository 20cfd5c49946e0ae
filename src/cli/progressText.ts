import { STAGE_COUNT } from '../curriculum/settings';
import type { Progress } from '../trainer/protocol';

const BAR_WIDTH = 24;

/** For a terminal: `Stage 2/4 [######------]  54% 163,840/300,000 | run 33% | 8,214 steps/s | 12 min left | update`. */
export function progressBar(progress: Progress): string {
  const { stage, stageTimesteps, stageTotal, phase } = progress;
  const done = Math.floor((BAR_WIDTH * stageTimesteps) / stageTotal);
  const bar = '#'.repeat(done) + '-'.repeat(BAR_WIDTH - done);
  const percentage = percent(stageTimesteps, stageTotal).padStart(4);
  const steps = `${count(stageTimesteps)}/${count(stageTotal)}`;
  return [
    `Stage ${stage}/${STAGE_COUNT} [${bar}] ${percentage} ${steps}`,
    ...runAndSpeed(progress),
    phase,
  ].join(' | ');
}

/** For a log: `Progress: Stage 2/4, 163,840/300,000 steps, run 33%, 8,214 steps/s, 12 min left`. */
export function progressLine(progress: Progress): string {
  const { stage, stageTimesteps, stageTotal } = progress;
  return [
    `Progress: Stage ${stage}/${STAGE_COUNT}`,
    `${count(stageTimesteps)}/${count(stageTotal)} steps`,
    ...runAndSpeed(progress),
  ].join(', ');
}

function runAndSpeed({ runTimesteps, runTotal, stepsPerSecond, secondsLeft }: Progress): string[] {
  const run = `run ${percent(runTimesteps, runTotal)}`;
  if (secondsLeft === null) return [run];
  return [run, `${count(stepsPerSecond)} steps/s`, `${duration(secondsLeft)} left`];
}

/** Rounded down: nothing is at 100 % before it is whole. */
export function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / whole)}%`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** In words as short as a line of progress needs. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

import type { RunSettings } from '../../src/curriculum/settings';
import type { Spread, Summary } from './summary';

function columnsOf({ preset, stages }: RunSettings): string[] {
  const batch = (stage: number) => stages[stage - 1].hyperparameters.batch_size.toLocaleString('en-US');
  return [
    'contender',
    'rollout, steps/s',
    `update of ${batch(1)}, ms`,
    `update of ${batch(2)}, ms`,
    'stage-1 iteration, s',
    `${preset} curriculum, s`,
    'times SB3: rollout, update, curriculum',
    'times tfjs on WebGPU: iteration',
  ];
}

/** Whom the others are compared with; null: did not take part. */
export interface References {
  /** The fastest Stable-Baselines3. */
  readonly sb3: Summary | null;
  readonly tfjsWebgpu: Summary | null;
}

/** One row for each contender, as a Markdown table. */
export function markdownTable(
  settings: RunSettings,
  summaries: readonly Summary[],
  references: References,
): string {
  const columns = columnsOf(settings);
  const rows = [columns, ...summaries.map((summary) => rowOf(summary, references))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function rowOf(summary: Summary, { sb3, tfjsWebgpu }: References): string[] {
  const { isScaled } = summary;
  return [
    summary.name,
    told(summary.stepsPerSecond, false),
    told(summary.firstUpdate, false),
    told(summary.secondUpdate, false),
    told(summary.iteration, isScaled.iteration),
    told(summary.curriculum, isScaled.curriculum),
    sb3 ? comparison(summary, sb3).map(times).join(', ') : '',
    tfjsWebgpu ? times(tfjsWebgpu.iteration.median / summary.iteration.median) : '',
  ];
}

/** How many times as fast: rollout, update in stage 1, curriculum. */
function comparison(ours: Summary, theirs: Summary): number[] {
  return [
    ours.stepsPerSecond.median / theirs.stepsPerSecond.median,
    theirs.firstUpdate.median / ours.firstUpdate.median,
    theirs.curriculum.median / ours.curriculum.median,
  ];
}

function told({ median, min, max }: Spread, isScaled: boolean): string {
  return `${isScaled ? '≈ ' : ''}${digits(median)} (${digits(min)} to ${digits(max)})`;
}

/** Three significant digits, whole from 100. */
function digits(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}

function times(ratio: number): string {
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(2)}x`;
}

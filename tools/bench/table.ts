import type { Spread, Summary } from './summary';

const COLUMNS = [
  'contender',
  'rollout, steps/s',
  'update of 256, ms',
  'update of 512, ms',
  'stage-1 iteration, s',
  'v9 curriculum, s',
  'times SB3: rollout, update, curriculum',
  'times tfjs on WebGPU: iteration',
] as const;

/** Whom the others are compared with; null: did not take part. */
export interface References {
  /** The fastest Stable-Baselines3. */
  readonly sb3: Summary | null;
  readonly tfjsWebgpu: Summary | null;
}

/** One row for each contender, as a Markdown table. */
export function markdownTable(summaries: readonly Summary[], references: References): string {
  const rows = [[...COLUMNS], ...summaries.map((summary) => rowOf(summary, references))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function rowOf(summary: Summary, { sb3, tfjsWebgpu }: References): string[] {
  const { isScaled } = summary;
  return [
    summary.name,
    told(summary.stepsPerSecond, false),
    told(summary.updateOf256, false),
    told(summary.updateOf512, false),
    told(summary.iteration, isScaled.iteration),
    told(summary.curriculum, isScaled.curriculum),
    sb3 ? comparison(summary, sb3).map(times).join(', ') : '',
    tfjsWebgpu ? times(tfjsWebgpu.iteration.median / summary.iteration.median) : '',
  ];
}

/** How many times as fast: rollout, update of 256, curriculum. */
function comparison(ours: Summary, theirs: Summary): number[] {
  return [
    ours.stepsPerSecond.median / theirs.stepsPerSecond.median,
    theirs.updateOf256.median / ours.updateOf256.median,
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

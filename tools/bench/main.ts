import { writeFile } from 'node:fs/promises';
import type { Contender } from './contender';
import { words } from './contender';
import { describeCommit, describeMachine, load } from './machine';
import type { Entrant } from './entrant';
import { measure } from './measure';
import type { Options } from './options';
import { parseOptions, USAGE } from './options';
import type { ContenderName } from './roster';
import { Roster } from './roster';
import type { Summary } from './summary';
import { summarise } from './summary';
import { markdownTable } from './table';

interface Measured {
  /** What it is, and how busy it was. */
  readonly machine: readonly string[];
  readonly finished: readonly Entrant[];
  /** Who was not measured, and why. */
  readonly absent: readonly string[];
}

/** The table, and everything that a reader needs to judge it. */
export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  const roster = new Roster(options);
  const contenders = new Map<ContenderName, Contender>();
  const absent: string[] = [];
  const loadBefore = load();
  try {
    for (const name of options.contenders) {
      console.error(`Opening ${name}.`);
      try {
        contenders.set(name, await roster.open(name));
      } catch (error) {
        absent.push(`${name}: skipped, ${words(error)}`);
      }
    }
    const { finished, failures } = await measure([...contenders.values()], options, console.error);
    absent.push(...failures.map(({ contender, reason }) => `${contender.name}: failed, ${reason}`));
    const adapter = roster.browser?.adapter;
    const machine = [
      ...describeMachine(),
      ...(adapter ? [`WebGPU adapter: ${adapter.name}${adapter.software ? ', in software' : ''}`] : []),
      `load before and after: ${loadBefore}, ${load()}`,
      `${new Date().toISOString().slice(0, 10)}, commit ${describeCommit()}`,
    ];
    print(options, contenders, { machine, finished, absent });
    if (options.json) await writeFile(options.json, toJson({ machine, finished, absent }));
  } finally {
    for (const contender of contenders.values()) await contender.close();
    await roster.close();
  }
}

function print(
  { markdown, repeats, settings }: Options,
  contenders: ReadonlyMap<ContenderName, Contender>,
  { machine, finished, absent }: Measured,
): void {
  const summaries = new Map(finished.map((entrant) => [entrant.contender, summarise(entrant)]));
  const summaryOf = (name: ContenderName) => summaries.get(contenders.get(name) as Contender) ?? null;
  const sb3 = fastest([summaryOf('sb3'), summaryOf('sb3-1-thread'), summaryOf('sb3-cuda')]);
  const table = markdownTable(settings, [...summaries.values()], {
    sb3,
    tfjsWebgpu: summaryOf('tfjs-webgpu'),
  });
  const notes = [
    `Medians of ${repeats} iterations (least to most). ≈: measured on a part of the iteration, and scaled.`,
    ...(sb3 ? [`"times SB3" compares with the faster one here: ${sb3.name}.`] : []),
    ...finished.map(({ contender }) => `${contender.name}: ${contender.description}`),
    ...absent,
  ];
  const list = (lines: readonly string[]) => lines.map((line) => (markdown ? `- ${line}` : line)).join('\n');
  console.log([list(machine), table, list(notes)].join('\n\n'));
}

function fastest(candidates: readonly (Summary | null)[]): Summary | null {
  return candidates
    .filter((summary) => summary !== null)
    .reduce<Summary | null>(
      (best, summary) => (best && best.curriculum.median <= summary.curriculum.median ? best : summary),
      null,
    );
}

function toJson({ machine, finished, absent }: Measured): string {
  const rows = finished.map((entrant) => ({
    description: entrant.contender.description,
    ...summarise(entrant),
    stages: Object.fromEntries(entrant.stages),
  }));
  return `${JSON.stringify({ machine, rows, absent }, null, 2)}\n`;
}

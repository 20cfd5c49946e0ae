import { checkpointPath, fileName, ROOT_DIRECTORY, runDirectory } from '../checkpoint/names';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import { LogDirectory } from '../checkpoint/store/logDirectory';
import { sha256 } from '../checkpoint/store/sha256';
import { seedSettings } from '../curriculum/seedList';
import type { RunSettings } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';
import { taskName } from '../curriculum/taskName';
import type { SeriesResults, SeriesRun } from '../export/seriesResults';
import { seriesResults } from '../export/seriesResults';
import { leastByStage } from '../logging/leastByStage';
import { isValidatedThroughout } from '../trainer/validatedStages';
import type { SeriesOptions } from './arguments';
import { DirectoryDisk } from './directoryDisk';

/**
 * Writes what complete runs for several seeds reach together: `seeds.json` beside the folders of the runs, `soft-seeds.json`
 * for those of the run `soft`.
 *
 * @returns lines that sum it up; where runs are not complete, as when nothing was to be trained, nothing is written, and one names those
 * @throws what `Disk.read` and `Disk.write` throw
 */
export async function writeSeriesResults(options: SeriesOptions): Promise<string[]> {
  const { settings, seeds, directory, logDirectory } = options;
  const disk = new DirectoryDisk(directory, ROOT_DIRECTORY);
  const logs = new DirectoryDisk(logDirectory ?? directory, ROOT_DIRECTORY);
  const incomplete = await incompleteRuns(disk, options);
  if (incomplete.length > 0) {
    return [`Not complete, and so not summed up: ${incomplete.join(', ')}`];
  }
  const runs: SeriesRun[] = [];
  for (const seed of seeds) runs.push(await readRun(disk, logs, seedSettings(settings, seed)));
  const content = seriesResults(runs);
  const path = pathFor(settings);
  await disk.write(path, new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`));
  return [...linesOf(content), `Saved: ${disk.locate(path)}`];
}

/**
 * Deletes what runs for several seeds have reached together: they are trained anew.
 *
 * @throws what `Disk.delete` throws
 */
export async function deleteSeriesResults({ settings, directory }: SeriesOptions): Promise<void> {
  await new DirectoryDisk(directory, ROOT_DIRECTORY).delete([pathFor(settings)]);
}

function pathFor({ run }: RunSettings): string {
  return ROOT_DIRECTORY + (run === '' ? 'seeds.json' : `${run}-seeds.json`);
}

/** Names of those that have no final model. */
async function incompleteRuns(
  disk: DirectoryDisk,
  { settings, seeds }: Pick<SeriesOptions, 'settings' | 'seeds'>,
): Promise<string[]> {
  const incomplete: string[] = [];
  for (const seed of seeds) {
    const own = seedSettings(settings, seed);
    const files = await disk.list(runDirectory(own.run));
    const final = checkpointPath(own, 'final', STAGE_COUNT);
    if (files.every(({ path }) => path !== final)) incomplete.push(own.run);
  }
  return incomplete;
}

async function readRun(disk: DirectoryDisk, logs: DirectoryDisk, settings: RunSettings): Promise<SeriesRun> {
  const path = checkpointPath(settings, 'final', STAGE_COUNT);
  const [zip, { training }] = await Promise.all([disk.read(path), loadCheckpoint(disk, path)]);
  const { run, seed } = settings;
  const log = new LogDirectory(logs, runDirectory(run), { task: taskName(settings.building), writer: '' });
  // Without validation the key has what the held-out records say, which may choose nothing.
  const isValidated =
    training !== null && (await isValidatedThroughout(disk, { run, stages: training.settings.stages }));
  return {
    run,
    seed,
    checkpoint: `${run}/${fileName(path)}`,
    sha256: await sha256(zip),
    validations: isValidated ? await leastByStage(log.stream(), 'eval/mean_peak_m') : null,
    evaluations: training?.evaluations ?? [],
    final: training?.finalEvaluation ?? null,
  };
}

/** A line for each test, and one for the run that is chosen. */
function linesOf({ runs, held_out, final, chosen }: SeriesResults): string[] {
  const groups = [
    { of: 'after its stage', tests: held_out?.tests ?? [] },
    { of: 'final model', tests: final?.tests ?? [] },
  ];
  const lines = groups.flatMap(({ of, tests }) =>
    tests.map(({ magnitude, force_limit_kN, mean, interquartile_mean: { value, low, high } }) => {
      const iqm = `${centimetres(value)} cm (${centimetres(low)} to ${centimetres(high)})`;
      return `${magnitude} @ ${force_limit_kN}kN, ${of}: mean ${centimetres(mean.value)} cm, interquartile mean ${iqm}`;
    }),
  );
  const heading = `Peak roof displacement over ${runs.length} seeds, 95 % bootstrap intervals over the seeds:`;
  const choice =
    chosen === null
      ? 'No run is chosen: none was validated in every stage.'
      : `Chosen by validation: ${chosen.run}`;
  return lines.length > 0 ? [heading, ...lines, choice] : [choice];
}

function centimetres(metres: number): string {
  return (100 * metres).toFixed(2);
}

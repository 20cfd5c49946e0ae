import type { StageNumber } from '../curriculum/settings';
import type { HashedFileEntry } from './store/disk';
import type { EmergencyKind } from './names';
import { fileName, parseCheckpointName, runOf } from './names';

/** What the names of a run's files say of it, whatever its settings are. */
export interface RunOverview {
  /** '' is the default run. */
  readonly run: string;
  readonly files: readonly HashedFileEntry[];
  /** Bytes of all files. */
  readonly size: number;
  /** When the newest file was written, milliseconds since 1970. */
  readonly writtenAt: number;
  /** The last stage that is complete; null: none is. */
  readonly completed: StageNumber | null;
  readonly hasFinal: boolean;
  /** The newest emergency checkpoint of a stage that is not complete. */
  readonly emergency: { readonly kind: EmergencyKind; readonly stage: StageNumber } | null;
  /** The checkpoint that says where the run stands; null: it has only a model to start from. */
  readonly newest: HashedFileEntry | null;
}

/** The runs that have files, by name. */
export function runOverviews(files: readonly HashedFileEntry[]): RunOverview[] {
  const runs = [...new Set(files.map(({ path }) => runOf(path)))].sort();
  return runs.map((run) =>
    overview(
      run,
      files.filter(({ path }) => runOf(path) === run),
    ),
  );
}

function overview(run: string, files: readonly HashedFileEntry[]): RunOverview {
  const named = files
    .toSorted((a, b) => b.writtenAt - a.writtenAt)
    .flatMap((file) => {
      const name = parseCheckpointName(fileName(file.path));
      return name ? [{ file, name }] : [];
    });
  const stages = named.flatMap(({ name }) => (name.kind === 'completed' ? [name.stage] : []));
  const completed = stages.length > 0 ? (Math.max(...stages) as StageNumber) : null;
  const emergencies = named.flatMap(({ name }) =>
    name.kind === 'INTERRUPTED' || name.kind === 'ERROR' ? [{ kind: name.kind, stage: name.stage }] : [],
  );
  return {
    run,
    files,
    size: files.reduce((sum, { size }) => sum + size, 0),
    writtenAt: Math.max(...files.map(({ writtenAt }) => writtenAt)),
    completed,
    hasFinal: named.some(({ name }) => name.kind === 'final'),
    emergency: emergencies.find(({ stage }) => stage > (completed ?? 0)) ?? null,
    newest: named.find(({ name }) => name.kind !== 'initial')?.file ?? null,
  };
}

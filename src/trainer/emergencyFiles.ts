import type { Checkpoint } from '../checkpoint/checkpoint';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import type { EmergencyKind } from '../checkpoint/names';
import { emergencyPath, fileName, parseCheckpointName, runDirectory } from '../checkpoint/names';
import type { FileEntry } from '../checkpoint/store/disk';
import type { StageNumber } from '../curriculum/settings';
import { isSameButForName } from '../curriculum/settingsLink';
import { messageOf } from '../errors/problem';
import type { RunnerState } from '../ppo/runnerState';
import * as lines from './consoleLines';
import { Printer } from './printer';
import type { RunContext } from './runContext';

/** A file that was there when the stage began. */
interface Earlier {
  readonly entry: FileEntry;
  readonly stageTimesteps: number;
  /** Null: it was saved under other settings, or by Python, and this training does not come to its state. */
  readonly state: Pick<RunnerState, 'parameters' | 'optimizer'> | null;
}

/**
 * The emergency checkpoints of the stage in training: every write of one, and every clean-up, goes through here.
 *
 * A write replaces what this session wrote, and what it went through: a file of the same settings whose parameters were, at
 * the same timestep, those of this training. Whatever else has the name stays, and the write goes beside it, under the next
 * number. Only what this session wrote is ever deleted.
 */
export class EmergencyFiles {
  readonly #run: RunContext;
  readonly #stage: StageNumber;
  readonly #printer: Printer;
  /** What was there when the stage began, and could be read. */
  readonly #found = new Map<string, Earlier>();
  /** What of that this training has gone through. */
  readonly #passed = new Map<string, Earlier>();
  /** Timesteps of the stage in what this session wrote. */
  readonly #written = new Map<string, number>();
  /** What the console has said is kept. */
  readonly #told = new Set<string>();
  /** The newest listing; null: there has been none. */
  #listed: readonly FileEntry[] | null = null;

  constructor(run: RunContext, stage: StageNumber) {
    this.#run = run;
    this.#stage = stage;
    this.#printer = new Printer(run.host.emit);
  }

  /** Reads what is there. Call before training. */
  async look(): Promise<void> {
    for (const entry of await this.#list()) {
      const earlier = kindOf(entry) === null ? null : await this.#read(entry);
      if (earlier) this.#found.set(entry.path, earlier);
    }
  }

  /** Whether training may be where an earlier file is: `compare` finds out. */
  isPlaceOfEarlier(stageTimesteps: number): boolean {
    return this.#earlierAt(stageTimesteps).length > 0;
  }

  /** Notes which earlier files hold nothing but this very state. */
  compare({ counters, parameters, optimizer }: RunnerState): void {
    for (const earlier of this.#earlierAt(counters.stageTimesteps)) {
      const { entry, state } = earlier;
      const isReached =
        state?.optimizer.step === optimizer.step &&
        state.parameters.length === parameters.length &&
        state.parameters.every((value, i) => value === parameters[i]);
      if (isReached) this.#passed.set(entry.path, earlier);
    }
  }

  /** Whether an `INTERRUPTED` file holds the state of this timestep already. */
  holds(stageTimesteps: number): boolean {
    return [...this.#passed.values()].some(
      (file) => file.stageTimesteps === stageTimesteps && kindOf(file.entry) === 'INTERRUPTED',
    );
  }

  /**
   * Writes a checkpoint where it replaces nothing that would be missed.
   *
   * @returns where, and whether it is durably on the disk
   * @throws ModelZipError when the state is not fit to be saved
   */
  async write(
    kind: EmergencyKind,
    checkpoint: Checkpoint,
  ): Promise<{ readonly path: string; readonly isSaved: boolean }> {
    const { stageTimesteps } = checkpoint.state.counters;
    const { path, replaced } = await this.#place(kind, stageTimesteps);
    const isSaved = await this.#run.writer.write(path, checkpoint);
    this.#written.set(path, stageTimesteps);
    if (isSaved) {
      if (replaced) this.#printer.print(lines.replacedEarlier(path));
      if (kind === 'INTERRUPTED') await this.#discardOwn(path);
    }
    return { path, isSaved };
  }

  /** Deletes the `INTERRUPTED` files that this session wrote: the stage is complete, and no start picks them up. */
  discard(): Promise<void> {
    return this.#discardOwn(null);
  }

  /** @param except a path that stays */
  async #discardOwn(except: string | null): Promise<void> {
    const own = (await this.#list()).filter(
      (entry) => entry.path !== except && kindOf(entry) === 'INTERRUPTED' && this.#run.writer.isOwn(entry),
    );
    for (const { path } of own) {
      try {
        await this.#run.host.disk.delete([path]);
      } catch (error) {
        this.#printer.printError(lines.notDiscarded(path, messageOf(error)));
      }
    }
  }

  /** The first name of the kind that is free, or has a file that may be replaced. */
  async #place(kind: EmergencyKind, stageTimesteps: number) {
    const files = new Map((await this.#list()).map((entry) => [entry.path, entry]));
    const pathOf = (ordinal: number) => emergencyPath(this.#run.settings, kind, this.#stage, ordinal);
    // Where nobody can say what is there, a number that nobody has.
    if (!this.#listed) return { path: pathOf(100_000 + (Date.now() % 900_000)), replaced: false };
    for (let ordinal = 1; ; ordinal++) {
      const path = pathOf(ordinal);
      const entry = files.get(path);
      if (!entry) return { path, replaced: false };
      const isOwn = this.#run.writer.isOwn(entry);
      if (isOwn ? this.#isBehind(path, stageTimesteps) : this.#wasPassed(entry, stageTimesteps)) {
        return { path, replaced: !isOwn };
      }
      if (!this.#told.has(path)) {
        this.#printer.print(lines.keptBeside(path, this.#found.get(path)?.stageTimesteps ?? null));
      }
      this.#told.add(path);
    }
  }

  #isBehind(path: string, stageTimesteps: number): boolean {
    return (this.#written.get(path) ?? 0) <= stageTimesteps;
  }

  #wasPassed(entry: FileEntry, stageTimesteps: number): boolean {
    const passed = this.#passed.get(entry.path);
    return passed !== undefined && isSame(passed.entry, entry) && passed.stageTimesteps <= stageTimesteps;
  }

  #earlierAt(stageTimesteps: number): Earlier[] {
    return [...this.#found.values()].filter(
      (file) => file.state !== null && file.stageTimesteps === stageTimesteps,
    );
  }

  /** Files of the stage as they are now, or were at the last look where the disk does not say. */
  async #list(): Promise<readonly FileEntry[]> {
    const prefix = `${runDirectory(this.#run.settings.run)}stage${this.#stage}_`;
    try {
      this.#listed = await this.#run.host.disk.list(prefix);
    } catch {
      // The write that follows tells what is wrong with the disk.
    }
    return this.#listed ?? [];
  }

  /** @returns null where it cannot be read */
  async #read(entry: FileEntry): Promise<Earlier | null> {
    const { host, settings } = this.#run;
    try {
      const { state, training } = await loadCheckpoint(host.disk, entry.path);
      // A run keeps its checkpoints when it is renamed.
      const isComparable = training !== null && isSameButForName(training.settings, settings);
      const { stageTimesteps } = state.counters;
      return { entry, stageTimesteps, state: isComparable ? state : null };
    } catch {
      // What is damaged is nobody's to replace either: a person may still mend it.
      return null;
    }
  }
}

function kindOf({ path }: FileEntry): EmergencyKind | null {
  const name = parseCheckpointName(fileName(path));
  return name?.kind === 'INTERRUPTED' || name?.kind === 'ERROR' ? name.kind : null;
}

function isSame(a: FileEntry, b: FileEntry): boolean {
  return a.path === b.path && a.size === b.size && a.writtenAt === b.writtenAt;
}

import type { AnalysisClient } from '../analysis/client';
import type { OwnRecord, RecordReading } from '../analysis/protocol';
import type { HashedDisk } from '../checkpoint/store/disk';
import type { RecordRole, RecordUse } from '../curriculum/recordUse';
import { withRecordUses } from '../curriculum/runRecords';
import type { StageNumber } from '../curriculum/settings';
import { MAX_FILE_SIZE } from '../groundMotion/recordLimits';
import type { RecordSummary } from '../groundMotion/recordSummary';
import type { Magnitude, Spectrum } from '../groundMotion/synthetic';
import { earthquakesText as text } from '../strings/earthquakes';
import type { NoticesState } from './notices.svelte';
import { saveFile } from './saveFile';
import type { SettingsState } from './settings.svelte';
import type { StoresState } from './stores.svelte';
import { messageOf } from '../errors/problem';

/** A chosen file that waits for the user's word. */
export interface PendingRecord {
  /** Its place among the files that were chosen, whose names need not differ. */
  readonly id: number;
  readonly fileName: string;
  readonly summary: RecordSummary;
  /** What it is to be called. */
  readonly name: string;
  /** Why it was not stored. */
  readonly problem: string | null;
}

/** Records that are shown together. */
export type RecordGroup = Magnitude | 'own';

/** A use of one record in the run on the page. */
export interface PlacedUse {
  readonly stage: StageNumber;
  readonly role: RecordRole;
  readonly use: RecordUse;
}

/** The earthquakes: the built-in ones, the user's own, and which stage uses which. */
export class RecordsState {
  readonly #analysis: AnalysisClient;
  readonly #settings: SettingsState;
  readonly #disk: HashedDisk;
  readonly #notices: NoticesState;
  #builtIn: Readonly<Record<string, Promise<readonly RecordSummary[]> | undefined>> = {};

  group: RecordGroup = $state('M4.5');
  /** Key of the record that is looked at: a digest, or the name of a built-in one. */
  selected: string | null = $state(null);
  own: readonly OwnRecord[] = $state.raw([]);
  isLoaded = $state(false);
  /** There is something to say about chosen files. */
  readonly isReviewing: boolean = $derived.by(() => this.pending.length + this.refused.length > 0);

  /** Files that were looked into and can be used. */
  pending: readonly PendingRecord[] = $state.raw([]);
  /** Files that cannot be used, with the reason. */
  refused: readonly Extract<RecordReading, { problem: string }>[] = $state.raw([]);
  isReading = $state(false);

  constructor(
    { stores }: StoresState,
    analysis: AnalysisClient,
    settings: SettingsState,
    notices: NoticesState,
  ) {
    this.#disk = stores.disk;
    this.#analysis = analysis;
    this.#settings = settings;
    this.#notices = notices;
  }

  /** Looks at the disk. */
  async refresh(): Promise<void> {
    await this.#notices.attempt('recordListing', async () => {
      this.own = await this.#analysis.call('ownRecords', null);
      this.isLoaded = true;
    });
  }

  /** The held-out record of a magnitude, then those to train on. */
  builtIn(magnitude: Magnitude, spectrum: Spectrum): Promise<readonly RecordSummary[]> {
    const key = `${magnitude} ${spectrum}`;
    const known = this.#builtIn[key];
    if (known !== undefined) return known;
    const asked = this.#analysis.call('builtInRecords', { magnitude, spectrum });
    this.#builtIn = { ...this.#builtIn, [key]: asked };
    // What failed is asked for again the next time.
    asked.catch(() => (this.#builtIn = { ...this.#builtIn, [key]: undefined }));
    return asked;
  }

  /** Looks into files and shows what is in them; nothing is stored. */
  async offer(files: readonly File[]): Promise<void> {
    this.isReading = true;
    await this.#notices.attempt('record', async () => {
      const small = files.filter(({ size }) => size <= MAX_FILE_SIZE);
      const question = await Promise.all(
        small.map(async (file) => ({
          fileName: file.name,
          bytes: new Uint8Array(await file.arrayBuffer()),
        })),
      );
      const readings = await this.#analysis.call('readRecords', question);
      const tooLarge = files
        .filter(({ size }) => size > MAX_FILE_SIZE)
        .map(({ name }) => ({
          fileName: name,
          problem: text.tooLarge(name),
        }));
      this.pending = readings.flatMap((reading, id) =>
        'summary' in reading ? [{ ...reading, id, name: reading.summary.name, problem: null }] : [],
      );
      this.refused = [...tooLarge, ...readings.flatMap((reading) => ('problem' in reading ? [reading] : []))];
    });
    this.isReading = false;
  }

  renamePending(id: number, name: string): void {
    this.pending = this.pending.map((record) => (record.id === id ? { ...record, name } : record));
  }

  discardPending(id: number): void {
    this.pending = this.pending.filter((record) => record.id !== id);
  }

  closeReview(): void {
    this.pending = [];
    this.refused = [];
  }

  /** Stores all that wait. What cannot be stored stays, with the reason. */
  async accept(): Promise<void> {
    const left: PendingRecord[] = [];
    for (const record of this.pending) {
      const { dt, acceleration } = record.summary;
      try {
        await this.#analysis.call('addRecord', { name: record.name.trim(), dt, acceleration });
      } catch (error) {
        left.push({ ...record, problem: messageOf(error) });
      }
    }
    this.pending = left;
    if (left.length === 0) this.refused = [];
    const before = this.own;
    await this.refresh();
    const added = this.own.find(({ digest }) => !before.some((record) => record.digest === digest));
    if (!added) return;
    this.group = 'own';
    this.selected = added.digest;
  }

  /** @returns whether the record has the name now */
  async rename({ path }: OwnRecord, name: string): Promise<boolean> {
    const done = await this.#notices.attempt('record', () =>
      this.#analysis.call('renameRecord', { path, name: name.trim() }),
    );
    await this.refresh();
    return done;
  }

  /** Deletes a record and takes it out of the run on the page. */
  async delete(record: OwnRecord): Promise<void> {
    const { path } = record;
    const done = await this.#notices.attempt('record', () => this.#analysis.call('deleteRecord', { path }));
    if (done) this.usesOf(record).forEach((placed) => this.removeUse(placed));
    await this.refresh();
  }

  async download({ path, name }: OwnRecord): Promise<void> {
    await this.#notices.attempt('record', async () => saveFile(`${name}.csv`, await this.#disk.read(path)));
  }

  /** Where the run on the page uses a record. */
  usesOf({ digest }: Pick<OwnRecord, 'digest'>): PlacedUse[] {
    return this.uses.filter(({ use }) => use.digest === digest);
  }

  readonly uses: readonly PlacedUse[] = $derived.by(() =>
    this.#settings.current.records.flatMap((records, index) =>
      (['training', 'held_out'] as const).flatMap((role) =>
        records[role].map((use) => ({ stage: (index + 1) as StageNumber, role, use })),
      ),
    ),
  );

  /** Uses of the run on the page whose records are not here. */
  readonly missing: readonly PlacedUse[] = $derived.by(() =>
    this.isLoaded ? this.uses.filter(({ use }) => !this.own.some(({ digest }) => digest === use.digest)) : [],
  );

  addUse({ name, digest }: OwnRecord, stage: StageNumber, role: RecordRole, pga_g: number | null): void {
    const settings = this.#settings.current;
    const others = settings.records[stage - 1][role];
    const isThere = others.some((use) => use.digest === digest && use.pga_g === pga_g);
    if (isThere) return;
    this.#settings.change(withRecordUses(settings, stage, role, [...others, { name, digest, pga_g }]));
  }

  removeUse({ stage, role, use }: PlacedUse): void {
    const settings = this.#settings.current;
    const others = settings.records[stage - 1][role].filter(
      ({ digest, pga_g }) => digest !== use.digest || pga_g !== use.pga_g,
    );
    this.#settings.change(withRecordUses(settings, stage, role, others));
  }
}

import type { AnalysisClient } from '../analysis/client';
import type { OpenRecord, OwnRecord, RecordReading } from '../analysis/protocol';
import type { HashedDisk } from '../checkpoint/store/disk';
import type { RecordRole, RecordUse } from '../curriculum/recordUse';
import { withRecordUses } from '../curriculum/runRecords';
import type { StageNumber } from '../curriculum/settings';
import type { RecordAnswers, RecordQuestion } from '../groundMotion/recordContent';
import type { RecordSummary } from '../groundMotion/recordSummary';
import type { Magnitude, Spectrum } from '../groundMotion/synthetic';
import type { NoticesState } from './notices.svelte';
import { saveFile } from './saveFile';
import type { SettingsState } from './settings.svelte';
import type { StoresState } from './stores.svelte';
import { messageOf } from '../errors/problem';

/** A chosen file that waits for the user's word. */
export interface PendingRecord {
  /** Files need not differ in their names. */
  readonly id: number;
  /** The drop or choice that it came with. */
  readonly drop: number;
  readonly fileName: string;
  readonly summary: RecordSummary;
  /** What it is to be called. */
  readonly name: string;
  /** What the file leaves open; null: nothing. */
  readonly open: OpenRecord | null;
  /** What was said about it; the rest is guessed. */
  readonly answers: RecordAnswers;
  /** The one with the same samples that waits before it; it need not be stored twice. */
  readonly twin: number | null;
  /** Why it cannot be a record with what was answered. */
  readonly objection: string | null;
  /** Why it was not stored. */
  readonly problem: string | null;
}

/** A file that cannot be used, and why. */
export type RefusedFile = Extract<RecordReading, { problem: string }>;

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
  refused: readonly RefusedFile[] = $state.raw([]);
  #lastId = 0;
  #lastDrop = 0;
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

  /** What has been found in the files of one drop or choice joins what waits; nothing is stored. */
  review(readings: readonly RecordReading[]): void {
    const drop = ++this.#lastDrop;
    for (const reading of readings) {
      if ('problem' in reading) this.refused = [...this.refused, reading];
      else this.#wait(reading, drop);
    }
  }

  /** The record with the same samples that is stored in its place. */
  twinOf({ twin }: PendingRecord): PendingRecord | undefined {
    return this.pending.find(({ id }) => id === twin);
  }

  /** Of how many files of the drop a question is asked, to all of which an answer applies. */
  sharing(record: PendingRecord, question: RecordQuestion): number {
    return this.pending.filter((other) => isShared(record, other, question)).length;
  }

  /** Answers what a file leaves open, and with it all files of the same drop that leave the same open. */
  async answer(id: number, question: RecordQuestion, answers: RecordAnswers): Promise<void> {
    const asked = this.pending.find((record) => record.id === id);
    if (!asked) return;
    const shared = this.pending.filter((record) => isShared(asked, record, question));
    await this.#notices.attempt('record', () =>
      Promise.all(shared.map((record) => this.#complete(record, { ...record.answers, ...answers }))),
    );
  }

  renamePending(id: number, name: string): void {
    this.pending = this.pending.map((record) => (record.id === id ? { ...record, name } : record));
  }

  discardPending(id: number): void {
    this.pending = this.pending.filter((record) => record.id !== id);
  }

  async #complete(record: PendingRecord, answers: RecordAnswers): Promise<void> {
    const { open, fileName } = record;
    if (!open) return;
    const { content } = open;
    this.#change(record.id, { answers });
    const reading = await this.#analysis.call('answerRecord', { fileName, content, answers });
    // Somebody may have answered again.
    if (this.pending.find(({ id }) => id === record.id)?.answers !== answers) return;
    if ('problem' in reading) this.#change(record.id, { objection: reading.problem });
    else this.#change(record.id, { summary: reading.summary, open: reading.open ?? open, objection: null });
  }

  #change(id: number, change: Partial<PendingRecord>): void {
    this.pending = this.pending.map((record) => (record.id === id ? { ...record, ...change } : record));
  }

  #wait({ fileName, summary, open }: Extract<RecordReading, { summary: RecordSummary }>, drop: number): void {
    const twin = this.pending.find((record) => isTwin(record, { summary, open }))?.id ?? null;
    const taken = this.pending.map((record) => record.name.toLowerCase());
    let { name } = summary;
    for (let number = 2; taken.includes(name.toLowerCase()); number++)
      name = `${summary.name.slice(0, 58)} ${number}`;
    const id = ++this.#lastId;
    const answers = {};
    const waiting = {
      id,
      drop,
      fileName,
      summary,
      name,
      open,
      answers,
      twin,
      objection: null,
      problem: null,
    };
    this.pending = [...this.pending, waiting];
  }

  closeReview(): void {
    this.pending = [];
    this.refused = [];
  }

  /** Stores all that wait. What cannot be stored stays, with the reason. */
  async accept(): Promise<void> {
    const asked = this.pending;
    const left: PendingRecord[] = [];
    const waits = ({ id }: PendingRecord) => this.pending.some((record) => record.id === id);
    for (const record of asked) {
      // Cancelled meanwhile, or stored in place of another.
      if (!waits(record) || this.twinOf(record)) continue;
      const { dt, acceleration } = record.summary;
      try {
        await this.#analysis.call('addRecord', { name: record.name.trim(), dt, acceleration });
      } catch (error) {
        left.push({ ...record, problem: messageOf(error) });
      }
    }
    const others = this.pending.filter(({ id }) => !asked.some((record) => record.id === id));
    this.pending = [...left, ...others];
    if (this.pending.length === 0) this.refused = [];
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

/** Whether what is said of one file is said of the other too. */
function isShared(one: PendingRecord, other: PendingRecord, question: RecordQuestion): boolean {
  const asks = (record: PendingRecord) => record.open?.questions.includes(question) ?? false;
  if (one.id === other.id) return true;
  if (one.drop !== other.drop || !asks(other)) return false;
  // A unit that is named and cannot be is another question than one that is not named.
  if (question === 'unit' && one.open?.doubt !== other.open?.doubt) return false;
  const labels = (record: PendingRecord) =>
    record.open?.content.columns.map(({ label, place }) => `${place} ${label}`);
  return question !== 'column' || labels(one)?.join() === labels(other)?.join();
}

/** The same samples; of files that leave something open, as they stand in the file. */
function isTwin(
  one: Pick<PendingRecord, 'summary' | 'open'>,
  other: Pick<PendingRecord, 'summary' | 'open'>,
): boolean {
  if ((one.open === null) !== (other.open === null)) return false;
  if (!one.open || !other.open) {
    return (
      one.summary.dt === other.summary.dt && isSame(one.summary.acceleration, other.summary.acceleration)
    );
  }
  const [columns, others] = [one.open.content.columns, other.open.content.columns];
  return (
    columns.length === others.length && columns.every(({ values }, i) => isSame(values, others[i].values))
  );
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

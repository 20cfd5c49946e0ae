import type { AnalysisClient } from '../analysis/client';
import type { RecordReading } from '../analysis/protocol';
import { MAX_FILE_SIZE } from '../groundMotion/recordLimits';
import { intakeText as text } from '../strings/intake';
import { chooseFiles } from './chooseFile';
import type { Arrival } from './droppedFiles';
import { chosenFiles } from './droppedFiles';
import type { DesignState } from './design.svelte';
import type { NoticesState } from './notices.svelte';
import type { RecordsState } from './records.svelte';
import type { UploadState } from './upload.svelte';
import type { ViewState } from './view.svelte';

/** What of the page takes files in. */
interface RestOfPage {
  readonly records: RecordsState;
  readonly upload: UploadState;
  readonly design: DesignState;
  readonly view: ViewState;
}

/**
 * Where files that come in go, whatever they are: each is offered as a record or a checkpoint, opened as a building, or
 * named with the reason.
 */
export class Intake {
  readonly #analysis: AnalysisClient;
  readonly #records: RecordsState;
  readonly #upload: UploadState;
  readonly #design: DesignState;
  readonly #view: ViewState;
  readonly #notices: NoticesState;
  readonly #isBusy: () => boolean;

  /** @param isBusy whether a training goes on, beside which no checkpoint can be taken in */
  constructor(
    analysis: AnalysisClient,
    { records, upload, design, view }: RestOfPage,
    notices: NoticesState,
    isBusy: () => boolean,
  ) {
    this.#analysis = analysis;
    this.#records = records;
    this.#upload = upload;
    this.#design = design;
    this.#view = view;
    this.#notices = notices;
    this.#isBusy = isBusy;
  }

  /** Lets the user choose zips from the computer's own disk. */
  choose(): void {
    chooseFiles('.zip,application/zip', (files) => {
      this.take(chosenFiles(files)).catch((error: unknown) => this.#notices.tell(error, { from: 'upload' }));
    });
  }

  /** Looks into all files of one drop or choice; nothing is stored before somebody says so. */
  async take(arriving: readonly Arrival[] | Promise<readonly Arrival[]>): Promise<void> {
    this.#records.isReading = true;
    await this.#notices.attempt('record', async () => {
      const readings: RecordReading[] = [];
      const models: File[] = [];
      let building: string | null = null;
      // One after the other: a hundred records of a zip need not be in memory together.
      for (const arrival of await arriving) {
        if ('problem' in arrival) readings.push(refused(arrival.path, arrival.problem));
        else if (!(await isBuilding(arrival.file))) await this.#lookInto(arrival, readings, models);
        else if (building !== null)
          readings.push(refused(arrival.path, text.oneBuilding(arrival.path, building)));
        else {
          building = arrival.path;
          await this.#openBuilding(arrival.file);
        }
      }
      if (readings.length > 0) this.#records.review(readings);
      if (models.length === 0) return;
      if (this.#isBusy())
        this.#notices.tell(text.noUploadNow(models.map(({ name }) => name)), { from: 'upload' });
      else await this.#upload.offer(...models);
    });
    this.#records.isReading = false;
  }

  /** Shows it in the form; nothing is trained for it before somebody says so. */
  async #openBuilding(file: File): Promise<void> {
    await this.#design.import(file);
    this.#design.isOpen = true;
    this.#view.open('building');
  }

  async #lookInto(
    { path, file }: Extract<Arrival, { file: File }>,
    readings: RecordReading[],
    models: File[],
  ): Promise<void> {
    let bytes: Uint8Array<ArrayBuffer> | null = null;
    let isPacked: boolean;
    try {
      isPacked = await isZip(file);
      if (!isPacked && file.size <= MAX_FILE_SIZE) bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      readings.push(refused(path, text.unreadable(path)));
      return;
    }
    if (bytes) {
      const fileName = path;
      readings.push(...(await this.#analysis.call('readRecords', [{ fileName, bytes }])));
    } else if (isPacked) {
      const contents = await this.#analysis.call('lookIntoZip', { fileName: path, content: file });
      if (contents.of === 'model') models.push(file);
      else {
        readings.push(...contents.readings);
        models.push(...contents.models.map(({ fileName, content }) => new File([content], fileName)));
      }
    } else readings.push(refused(path, text.tooLarge(path)));
  }
}

/** By its first bytes, or by its name: a zip that is damaged is one still. */
async function isZip(file: File): Promise<boolean> {
  const [p, k, third] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return (p === 0x50 && k === 0x4b && (third === 3 || third === 5)) || /\.zip$/i.test(file.name);
}

/** JSON that says of itself that it is a building; whether it is a sound one, the form says. */
async function isBuilding(file: File): Promise<boolean> {
  if (!/\.json$/i.test(file.name) || file.size > MAX_FILE_SIZE) return false;
  try {
    const content = JSON.parse(await file.text()) as { readonly kind?: unknown } | null;
    return content?.kind === 'shear' || content?.kind === 'matrices';
  } catch {
    return false;
  }
}

function refused(fileName: string, problem: string): RecordReading {
  return { fileName, problem, quantity: null };
}

import type { CataloguedBuilding } from '../building/catalogue/catalogue';
import { CATALOGUE } from '../building/catalogue/catalogue';
import type { BuildingDesign } from '../building/design';
import { MAX_STOREYS } from '../building/design';
import type { DesignProblem } from '../building/designFile';
import { parseBuildingDesign } from '../building/designFile';
import { compile } from '../building/building';
import { writeMatrixCsv } from '../building/matrixCsv';
import { readNumberTable, writeNumber } from '../building/numberTable';
import type { TuningRule } from '../building/passiveTuning';
import { optimalTuning, oscillationOf } from '../building/passiveTuning';
import { V9_BUILDING } from '../building/v9Building';
import { formatBuilding } from '../curriculum/buildingText';
import { withBuilding } from '../curriculum/runBuilding';
import { designText as text } from '../strings/design';
import type { DesignAnalysis } from './designAnalysis';
import { analyse } from './designAnalysis';
import type { DamperDraft, DesignDraft, ReadDraft, StoreyDraft } from './designDraft';
import { draftOf, POWERS, readDraft, reopened, resized } from './designDraft';
import { keepFormDesign, keptFormDesign } from './keptDesigns';
import { saveFile } from './saveFile';
import type { SettingsState } from './settings.svelte';
import { messageOf } from '../errors/problem';

/** Columns of the table of storeys, in its order. */
export const STOREY_COLUMNS = [
  'height',
  'mass',
  'stiffness',
] as const satisfies readonly (keyof StoreyDraft)[];
export type StoreyColumn = (typeof STOREY_COLUMNS)[number];

/** Each quantity in both ways in which it can be stated. */
export interface StatedDamper {
  readonly mass: Readonly<Record<DamperDraft['mass']['as'], string | null>>;
  readonly spring: Readonly<Record<DamperDraft['spring']['as'], string | null>>;
  readonly dashpot: Readonly<Record<DamperDraft['dashpot']['as'], string | null>>;
}

/** Digits of what a formula fills in: more than anybody can build. */
const TUNED_DIGITS = 5;

/** A design with what it comes to. */
export interface ShownDesign {
  readonly design: BuildingDesign;
  readonly analysis: DesignAnalysis;
}

/** A building while it is designed: what is typed, what it comes to, and what keeps it from being one. */
export class DesignState {
  readonly #settings: SettingsState;

  /** Whether the form is what the view of the building shows. */
  isOpen = $state(false);
  draft: DesignDraft = $state(draftOf(V9_BUILDING));
  /** Why a file was refused. */
  refusal: string | null = $state(null);
  /** Why rows for the table of storeys were. */
  pasteRefusal: string | null = $state(null);

  readonly read: ReadDraft = $derived.by(() => readDraft(this.draft));
  readonly analysis: DesignAnalysis | null = $derived.by(() =>
    this.read.design ? analyse(this.read.design) : null,
  );
  #lastShown: ShownDesign | null = null;
  /** What is drawn: the last that was a building, while the next is being typed. */
  readonly shown: ShownDesign | null = $derived.by(() => {
    const { design } = this.read;
    if (design && this.analysis) this.#lastShown = { design, analysis: this.analysis };
    return this.#lastShown;
  });
  /** The building of the catalogue that stands in the form, unchanged. */
  readonly known: CataloguedBuilding | null = $derived.by(() => {
    const written = JSON.stringify(this.read.design);
    return CATALOGUE.find(({ design }) => JSON.stringify(design) === written) ?? null;
  });

  /** Whether the run is for just this building. */
  readonly isOfRun: boolean = $derived.by(() => {
    const { design } = this.read;
    return design !== null && formatBuilding(design) === formatBuilding(this.#settings.current.building);
  });

  constructor(settings: SettingsState) {
    this.#settings = settings;
    this.open(keptFormDesign() ?? settings.current.building ?? V9_BUILDING);
  }

  /** Remembers the building in the form for the next visit. */
  keep(): void {
    const { design } = this.read;
    if (design) keepFormDesign(design);
  }

  /** The run on the page is for this building from now on. */
  train(): void {
    const { design } = this.read;
    if (design) this.#settings.change(withBuilding(this.#settings.current, design));
  }

  /** Shows a building in the form. */
  open(design: BuildingDesign): void {
    this.draft = reopened($state.snapshot(this.draft), design);
    this.refusal = null;
    this.pasteRefusal = null;
  }

  choose({ design }: CataloguedBuilding): void {
    this.open(design);
  }

  /** Opens what a file says; a file that is no building changes nothing. */
  async import(file: File): Promise<void> {
    try {
      const design = parseBuildingDesign(JSON.parse(await file.text()));
      this.open(design);
      // A link that names it by its digest has waited for it.
      if (location.hash.includes(formatBuilding(design))) this.#settings.readLink();
    } catch (error) {
      this.refusal = text.notAFile(file.name, messageOf(error));
    }
  }

  /** Takes a matrix from a file as it is; what is wrong with it stands beside its field. */
  async readMatrix(which: 'mass' | 'damping' | 'stiffness', file: File): Promise<void> {
    this.draft.matrices[which] = await file.text();
  }

  export(): void {
    const { design } = this.read;
    if (!design) return;
    const bytes = new TextEncoder().encode(`${JSON.stringify(design, null, 2)}\n`);
    saveFile(text.fileName(design.name), bytes);
  }

  /** What is wrong at a place of the design, or in parts of it. */
  problemsAt(path: string): readonly DesignProblem[] {
    return this.read.problems.filter(
      (problem) => problem.path === path || problem.path.startsWith(`${path}.`),
    );
  }

  /** The first of it, with its place within; null: nothing. */
  problemAt(path: string): string | null {
    const [problem] = this.problemsAt(path);
    if (!problem) return null;
    const within = problem.path
      .slice(path.length + 1)
      .split('.')
      .filter(Boolean);
    const [row, column] = within.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part));
    if (row === undefined) return problem.message;
    return column === undefined
      ? text.inEntry(row, problem.message)
      : text.inCell(row, column, problem.message);
  }

  /** What is wrong with a whole that is made of parts, each right by itself; null: nothing. */
  problemOfWhole(path: string): string | null {
    return this.read.problems.find((problem) => problem.path === path)?.message ?? null;
  }

  resize(count: number): void {
    this.draft.frame = resized($state.snapshot(this.draft.frame), count);
  }

  /** The same value in a column of all storeys. */
  setColumn(column: StoreyColumn, written: string): void {
    for (const storey of this.draft.frame.storeys) storey[column] = written;
  }

  /** The value that a column has in all storeys; null: they differ. */
  commonIn(column: StoreyColumn): string | null {
    const [first, ...others] = this.draft.frame.storeys;
    return others.every((storey) => storey[column] === first[column]) ? first[column] : null;
  }

  /**
   * Takes rows that were copied from a spreadsheet, from a cell of the table of storeys on.
   *
   * @returns false: it is the text of one cell, which the field takes by itself
   */
  paste(copied: string, row: number, column: StoreyColumn): boolean {
    this.pasteRefusal = null;
    if (!/[\t\r\n;]/.test(copied.trim())) return false;
    const first = STOREY_COLUMNS.indexOf(column);
    try {
      const rows = readNumberTable(copied);
      if (row + rows.length > MAX_STOREYS) throw new RangeError(text.tooManyRows(MAX_STOREYS));
      if (first + rows[0].length > STOREY_COLUMNS.length) throw new RangeError(text.tooManyColumns);
      if (row + rows.length > this.draft.frame.storeys.length) this.resize(row + rows.length);
      rows.forEach((values, i) =>
        values.forEach((value, j) => {
          this.draft.frame.storeys[row + i][STOREY_COLUMNS[first + j]] = writeNumber(value);
        }),
      );
    } catch (error) {
      this.pasteRefusal = text.pasteRefused(messageOf(error));
    }
    return true;
  }

  /** A floor more is observed last, or by its height where all are in that order. */
  toggleSensor(floor: number): void {
    const { frame } = this.draft;
    const { sensors } = frame;
    const isAscending = sensors.every((sensor, i) => i === 0 || sensor > sensors[i - 1]);
    if (sensors.includes(floor)) frame.sensors = sensors.filter((other) => other !== floor);
    else if (isAscending) frame.sensors = [...sensors, floor].sort((one, other) => one - other);
    else frame.sensors = [...sensors, floor];
  }

  observe(which: 'all' | 'roof'): void {
    const { frame } = this.draft;
    const floors = frame.storeys.map((_, i) => i + 1);
    frame.sensors = which === 'all' ? floors : floors.slice(-1);
  }

  /** Fills in the damper's frequency and damping ratio for the first mode; without a frame and a mass it does nothing. */
  tune(rule: TuningRule): void {
    const { firstMode, damper } = this.read;
    if (!firstMode || !damper || !(damper.mass > 0)) return;
    const { modalMass, frequency, dampingRatio: structural } = firstMode;
    const { frequencyRatio, dampingRatio } = optimalTuning(rule, damper.mass / modalMass, structural);
    Object.assign(this.draft.frame.damper, {
      spring: { as: 'frequency', text: shortened(frequencyRatio * frequency) },
      dashpot: { as: 'ratio', text: shortened(100 * dampingRatio) },
    });
  }

  /** The damper's quantities, each stated in both ways, in the units of the page; null where it is not known. */
  readonly stated: StatedDamper = $derived.by(() => statedBothWays(this.read));

  /** States a quantity of the damper in the other way; what is no number yet stays as it is written. */
  stateMassAs(as: 'mass' | 'ratio'): void {
    this.draft.frame.damper.mass = { as, text: this.stated.mass[as] ?? this.draft.frame.damper.mass.text };
  }

  stateSpringAs(as: 'frequency' | 'stiffness'): void {
    const { spring } = this.draft.frame.damper;
    this.draft.frame.damper.spring = { as, text: this.stated.spring[as] ?? spring.text };
  }

  stateDashpotAs(as: 'ratio' | 'damping'): void {
    const { dashpot } = this.draft.frame.damper;
    this.draft.frame.damper.dashpot = { as, text: this.stated.dashpot[as] ?? dashpot.text };
  }

  /** The matrices of the storeys in the form, to be changed by hand. */
  copyToMatrices(): void {
    const { design } = this.read;
    if (design?.kind !== 'shear') return;
    const { structure, damper, damperStandsOn, roof } = compile(design);
    const { size, mass, damping, stiffness } = structure;
    const rows = (matrix: Float64Array) =>
      Array.from({ length: size }, (_, row) => [...matrix.subarray(row * size, (row + 1) * size)]);
    this.draft.matrices = {
      mass: writeMatrixCsv(rows(mass)),
      damping: writeMatrixCsv(rows(damping)),
      stiffness: writeMatrixCsv(rows(stiffness)),
      influence: Array(size).fill(1).join(' '),
      damper: String(damper + 1),
      damperStandsOn: String(damperStandsOn + 1),
      roof: String(roof + 1),
      floors: design.storeys.map(({ height }, i) => `${i + 1}\t${height}\n`).join(''),
      sensors: design.sensors.join(' '),
    };
    this.draft.kind = 'matrices';
  }
}

function statedBothWays({ damper, firstMode }: ReadDraft): StatedDamper {
  const { mass = NaN, stiffness = NaN, damping = NaN } = damper ?? {};
  const { frequency, dampingRatio } = oscillationOf(mass, { stiffness, damping });
  return {
    mass: {
      mass: written(mass, POWERS.mass),
      ratio: written(mass / (firstMode?.modalMass ?? NaN), POWERS.percent),
    },
    spring: { frequency: written(frequency), stiffness: written(stiffness, POWERS.spring) },
    dashpot: { ratio: written(dampingRatio, POWERS.percent), damping: written(damping, POWERS.dashpot) },
  };
}

/** null for what is no positive number. */
function written(value: number, exponent = 0): string | null {
  if (!(value >= 0 && value < Infinity)) return null;
  const exact = writeNumber(value, exponent);
  // What follows from something else has more digits than anybody means.
  return exact.length > 2 * TUNED_DIGITS ? shortened(Number(exact)) : exact;
}

function shortened(value: number): string {
  return String(Number(value.toPrecision(TUNED_DIGITS)));
}

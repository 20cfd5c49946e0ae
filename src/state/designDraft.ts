import type { BuildingDesign, Damper, FrameDamping, MatrixBuilding, ShearFrame } from '../building/design';
import { MAX_STOREYS } from '../building/design';
import type { DesignProblem } from '../building/designFile';
import { BuildingDesignError, designProblems, parseBuildingDesign } from '../building/designFile';
import { readMatrixCsv, writeMatrixCsv } from '../building/matrixCsv';
import { readNumber, readNumberTable, writeNumber } from '../building/numberTable';
import type { TunedMode } from '../building/passiveTuning';
import { oscillationOf, suspensionOf } from '../building/passiveTuning';
import { designText as text } from '../strings/design';
import { firstModeAt } from './designAnalysis';

/** A building as it is typed: what stands in the fields, be it a number or not yet one. */

/** Powers of ten of the units on the page: t, MN/m, kN/m, kN s/m, %. */
export const POWERS = { mass: 3, stiffness: 6, spring: 3, dashpot: 3, percent: -2 } as const;

export interface StoreyDraft {
  /** m */
  height: string;
  /** t */
  mass: string;
  /** MN/m */
  stiffness: string;
}

/** A quantity of the damper, and which of two it is stated as. */
export interface Stated<As extends string> {
  as: As;
  text: string;
}

export interface DamperDraft {
  floor: string;
  /** t, or percent of the first modal mass. */
  mass: Stated<'mass' | 'ratio'>;
  /** Hz, or kN/m. */
  spring: Stated<'frequency' | 'stiffness'>;
  /** Percent of critical damping, or kN s/m. */
  dashpot: Stated<'ratio' | 'damping'>;
}

export interface FrameDraft {
  storeys: StoreyDraft[];
  damping: {
    kind: FrameDamping['kind'];
    /** Percent, of the first two modes. */
    rayleigh: [string, string];
    modesOf: 'frame' | 'whole';
    /** Percents, by mode. */
    modal: string;
  };
  damper: DamperDraft;
  /** Floors, counted from 1, in the order of the observation. */
  sensors: number[];
}

/** SI throughout; matrices are CSV. */
export interface MatricesDraft {
  mass: string;
  damping: string;
  stiffness: string;
  influence: string;
  damper: string;
  damperStandsOn: string;
  roof: string;
  /** A line for each floor: its degree of freedom and the height of the storey below it. */
  floors: string;
  sensors: string;
}

export interface DesignDraft {
  kind: BuildingDesign['kind'];
  name: string;
  source: string;
  frame: FrameDraft;
  matrices: MatricesDraft;
}

/** What the fields come to. */
export interface ReadDraft {
  /** null: there are problems. */
  readonly design: BuildingDesign | null;
  readonly problems: readonly DesignProblem[];
  /** The first mode of the frame without its damper, at the damper's floor; null where the frame is not one yet. */
  readonly firstMode: TunedMode | null;
  /** The frame's damper as far as it is stated, SI; what is not has NaN. */
  readonly damper: Damper | null;
}

/** Fields of matrices that nothing is known of yet. */
const NO_MATRICES: MatricesDraft = {
  mass: '',
  damping: '',
  stiffness: '',
  influence: '',
  damper: '',
  damperStandsOn: '',
  roof: '',
  floors: '',
  sensors: '',
};

/** What stands in the fields when a building is opened. */
export function draftOf(frame: ShearFrame): DesignDraft {
  const { kind, name, source } = frame;
  return { kind, name, source, frame: frameDraftOf(frame), matrices: NO_MATRICES };
}

/** What stands in the fields when another building is opened: those of the other kind stay as they were. */
export function reopened(before: DesignDraft, design: BuildingDesign): DesignDraft {
  const { kind, name, source } = design;
  return {
    kind,
    name,
    source,
    frame: kind === 'shear' ? frameDraftOf(design) : before.frame,
    matrices: kind === 'matrices' ? matricesDraftOf(design) : before.matrices,
  };
}

function frameDraftOf({ storeys, damping, damper, sensors }: ShearFrame): FrameDraft {
  const percents = damping.ratios.map((ratio) => writeNumber(ratio, POWERS.percent));
  const [first, second = first] = percents;
  return {
    storeys: storeys.map(({ height, mass, stiffness }) => ({
      height: writeNumber(height),
      mass: writeNumber(mass, POWERS.mass),
      stiffness: writeNumber(stiffness, POWERS.stiffness),
    })),
    damping: {
      kind: damping.kind,
      rayleigh: [first, second],
      modesOf: damping.kind === 'rayleigh' ? damping.modesOf : 'frame',
      modal: percents.join(' '),
    },
    damper: {
      floor: String(damper.floor),
      mass: { as: 'mass', text: writeNumber(damper.mass, POWERS.mass) },
      spring: { as: 'stiffness', text: writeNumber(damper.stiffness, POWERS.spring) },
      dashpot: { as: 'damping', text: writeNumber(damper.damping, POWERS.dashpot) },
    },
    sensors: [...sensors],
  };
}

function matricesDraftOf(design: MatrixBuilding): MatricesDraft {
  return {
    mass: writeMatrixCsv(design.mass),
    damping: writeMatrixCsv(design.damping),
    stiffness: writeMatrixCsv(design.stiffness),
    influence: design.influence.join(' '),
    damper: String(design.damper),
    damperStandsOn: String(design.damperStandsOn),
    roof: String(design.roof),
    floors: design.floors.map(({ degreeOfFreedom, height }) => `${degreeOfFreedom}\t${height}\n`).join(''),
    sensors: design.sensors.join(' '),
  };
}

export function readDraft(draft: DesignDraft): ReadDraft {
  return draft.kind === 'shear' ? readFrame(draft) : readMatrices(draft);
}

/** Collects what is no number, by the place that the design has for it. */
class Reader {
  readonly problems: DesignProblem[] = [];

  number(path: string, written: string, exponent = 0): number {
    const value = readNumber(written, exponent);
    if (Number.isFinite(value)) return value;
    this.#complain(path, written.trim() === '' ? text.isMissing : text.isNoNumber);
    return NaN;
  }

  /** Whatever reads a text, or null with its complaint. */
  attempt<Result>(path: string, read: () => Result): Result | null {
    try {
      return read();
    } catch (error) {
      this.#complain(path, text.cannotBeRead(error instanceof Error ? error.message : String(error)));
      return null;
    }
  }

  list(path: string, written: string): number[] {
    if (written.trim() === '') return [];
    return this.attempt(path, () => readNumberTable(written).flat()) ?? [];
  }

  /** With what makes it no building. */
  finish(design: BuildingDesign, firstMode: TunedMode | null = null): ReadDraft {
    const found = this.problems.length > 0 ? this.#others(design) : problemsOf(design);
    const problems = [...this.problems, ...found];
    const damper = design.kind === 'shear' ? design.damper : null;
    return { design: problems.length === 0 ? design : null, problems, firstMode, damper };
  }

  #others(design: BuildingDesign): DesignProblem[] {
    // Matrices that could not be read are not there to be judged.
    if (design.kind === 'matrices') return [];
    return designProblems(design).filter(
      ({ path }) => !this.problems.some((problem) => problem.path === path),
    );
  }

  #complain(path: string, message: string): void {
    this.problems.push({ path, message });
  }
}

function problemsOf(design: BuildingDesign): readonly DesignProblem[] {
  try {
    parseBuildingDesign(design);
    return [];
  } catch (error) {
    if (error instanceof BuildingDesignError) return error.problems;
    throw error;
  }
}

function readFrame({ name, source, frame: draft }: DesignDraft): ReadDraft {
  const reader = new Reader();
  const storeys = draft.storeys.map(({ height, mass, stiffness }, i) => ({
    height: reader.number(`storeys.${i}.height`, height),
    mass: reader.number(`storeys.${i}.mass`, mass, POWERS.mass),
    stiffness: reader.number(`storeys.${i}.stiffness`, stiffness, POWERS.stiffness),
  }));
  const floor = reader.number('damper.floor', draft.damper.floor);
  const damping = readDamping(reader, draft.damping);
  const firstMode = firstModeAt({ storeys, damping }, floor);
  const damper = { floor, ...readDamper(reader, draft.damper, firstMode) };
  const sensors = [...draft.sensors];
  return reader.finish({ kind: 'shear', name, source, storeys, damping, damper, sensors }, firstMode);
}

function readDamping(reader: Reader, draft: FrameDraft['damping']): FrameDamping {
  if (draft.kind === 'rayleigh') {
    const [first, second] = draft.rayleigh.map((percent, i) =>
      reader.number(`damping.ratios.${i}`, percent, POWERS.percent),
    );
    return { kind: 'rayleigh', ratios: [first, second], modesOf: draft.modesOf };
  }
  const percents = reader.list('damping.ratios', draft.modal);
  return { kind: 'modal', ratios: percents.map((percent) => readNumber(String(percent), POWERS.percent)) };
}

function readDamper(reader: Reader, { mass, spring, dashpot }: DamperDraft, mode: TunedMode | null) {
  // A part of a mass that is not known yet is no fault of this field.
  const isKnown = mass.as === 'mass' || mode !== null;
  const stated = reader.number('damper.mass', mass.text, mass.as === 'mass' ? POWERS.mass : POWERS.percent);
  const kilograms = mass.as === 'mass' ? stated : stated * (mode?.modalMass ?? 1);
  const stiffness =
    spring.as === 'stiffness'
      ? reader.number('damper.stiffness', spring.text, POWERS.spring)
      : ofFrequency(kilograms, reader.number('damper.stiffness', spring.text));
  const damping =
    dashpot.as === 'damping'
      ? reader.number('damper.damping', dashpot.text, POWERS.dashpot)
      : ofRatio(
          { mass: kilograms, stiffness },
          reader.number('damper.damping', dashpot.text, POWERS.percent),
        );
  return { mass: isKnown ? kilograms : 1, stiffness, damping };
}

/** A frequency that is not above 0 is none, whatever its square is. */
function ofFrequency(mass: number, frequency: number): number {
  return Math.sign(frequency) * suspensionOf(mass, { frequency, dampingRatio: 0 }).stiffness;
}

function ofRatio({ mass, stiffness }: { mass: number; stiffness: number }, dampingRatio: number): number {
  const { frequency } = oscillationOf(mass, { stiffness, damping: 0 });
  return suspensionOf(mass, { frequency, dampingRatio }).damping;
}

function readMatrices({ name, source, matrices: draft }: DesignDraft): ReadDraft {
  const reader = new Reader();
  const matrix = (path: 'mass' | 'damping' | 'stiffness') =>
    reader.attempt(path, () => readMatrixCsv(draft[path])) ?? [];
  const floors = reader.attempt('floors', () => readNumberTable(draft.floors, 2)) ?? [];
  return reader.finish({
    kind: 'matrices',
    name,
    source,
    mass: matrix('mass'),
    damping: matrix('damping'),
    stiffness: matrix('stiffness'),
    influence: reader.list('influence', draft.influence),
    damper: reader.number('damper', draft.damper),
    damperStandsOn: reader.number('damperStandsOn', draft.damperStandsOn),
    roof: reader.number('roof', draft.roof),
    floors: floors.map(([degreeOfFreedom, height]) => ({ degreeOfFreedom, height })),
    sensors: reader.list('sensors', draft.sensors),
  });
}

/**
 * Another number of storeys: new ones are like the highest, and what is on the roof stays there.
 *
 * @param count 1 to 40
 */
export function resized(draft: FrameDraft, count: number): FrameDraft {
  const before = draft.storeys.length;
  const number = Math.min(MAX_STOREYS, Math.max(1, count));
  const top = draft.storeys[before - 1];
  const storeys = Array.from({ length: number }, (_, i) => ({ ...(draft.storeys[i] ?? top) }));
  const isEverywhere = draft.sensors.length === before;
  const moved = draft.sensors.map((floor) => (floor === before ? number : floor));
  const sensors = isEverywhere
    ? storeys.map((_, i) => i + 1)
    : [...new Set(moved.filter((floor) => floor <= number))];
  const wasOnRoof = draft.damper.floor.trim() === String(before);
  const floor = wasOnRoof || Number(draft.damper.floor) > number ? String(number) : draft.damper.floor;
  const damping = { ...draft.damping, modal: firstRatios(draft.damping.modal, number) };
  return { ...draft, storeys, damping, sensors, damper: { ...draft.damper, floor } };
}

/** Ratios of modes that are there; what is no list of ratios stays as it is written. */
function firstRatios(modal: string, modes: number): string {
  const ratios = modal.trim().split(/[\s;]+/);
  return ratios.length > modes ? ratios.slice(0, modes).join(' ') : modal;
}

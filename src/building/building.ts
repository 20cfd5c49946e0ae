import { dot, multiply } from '../numerics/matrix';
import type { BuildingDesign, MatrixBuilding, ShearFrame } from './design';
import type { Matrices, Suspension } from './frameMatrices';
import { addSpring, diagonalOf, frameMatrices } from './frameMatrices';
import { naturalFrequencies, naturalModes } from './modalAnalysis';
import { V9_BUILDING } from './v9Building';

export type { Suspension } from './frameMatrices';

/** A floor that storey drifts are taken at. */
export interface Floor {
  /** Counted from 0. */
  readonly degreeOfFreedom: number;
  /** Of the storey below it, m. */
  readonly height: number;
}

/** A linear structure M a + C v + K d = load, relative to the ground. Matrices are size x size, row-major. */
export interface Structure extends Matrices {
  readonly size: number;
  /** What each degree of freedom weighs against the ground's acceleration, M iota, kg. */
  readonly inertia: Float64Array;
  /** Degrees of freedom that the control force acts on: it pushes the damper and reacts on what that stands on. */
  readonly damper: number;
  readonly damperStandsOn: number;
}

/** A design ready to be computed: places are degrees of freedom, counted from 0. */
export interface Building {
  readonly design: BuildingDesign;
  readonly name: string;
  /** The same for designs that move alike: all of it but their names and sources. */
  readonly key: string;
  /** Degrees of freedom: those of the structure, the damper's among them, and one for each seismometer behind them. */
  readonly degreesOfFreedom: number;
  /** Entries of the state x = (d, v, a): displacements, velocities, accelerations of all degrees of freedom. */
  readonly stateSize: number;
  /** The building with its damper, without any seismometers. */
  readonly structure: Structure;
  /** What each of the structure's degrees of freedom moves by where the ground moves by one. */
  readonly influence: Float64Array;
  readonly damper: number;
  readonly damperStandsOn: number;
  readonly roof: number;
  /** From the ground up. */
  readonly floors: readonly Floor[];
  /** Places that are observed, the damper's last. */
  readonly observed: readonly number[];
  /** What the damper's mass hangs on as designed. */
  readonly suspension: Suspension;
  /** Natural frequencies of the seismometers on the ground beside it, Hz: see `seismometers.ts`. */
  readonly seismometers: readonly number[];
}

const byDesign = new WeakMap<BuildingDesign, Building>();
/** Designs come again as copies, from another thread or from a file: they are the same building. */
const byContent = new Map<string, Building>();
/** Buildings that are remembered by their content. */
const MOST_REMEMBERED = 16;

/**
 * Makes a design ready to be computed; the same design gives the same object.
 *
 * @param design one that `designProblems` finds nothing wrong with; undefined: the v9 building
 */
export function compile(design: BuildingDesign = V9_BUILDING): Building {
  const known = byDesign.get(design);
  if (known) return known;
  const content = JSON.stringify(design);
  const building = byContent.get(content) ?? compiled(design);
  if (byContent.size >= MOST_REMEMBERED) byContent.delete([...byContent.keys()][0]);
  byContent.set(content, building);
  byDesign.set(design, building);
  return building;
}

/** Whether a building is the v9 one: what its stored figures hold for. */
export function isV9(building: Building): boolean {
  return building.key === compile().key;
}

/** Entries of an observation: displacement and velocity of each place that is observed. */
export function observationSizeOf({ observed }: Pick<Building, 'observed'>): number {
  return 2 * observed.length;
}

/** What of a building moves with the ground, without its damper, kg: r' M r, the damper's entry of r being zero. */
export function massOf({ structure, influence, damper }: Building): number {
  const moved = influence.map((value, i) => (i === damper ? 0 : value));
  return dot(moved, multiply(structure.mass, moved, structure.size));
}

/** What a picture of a building in motion has to know of it. */
export interface Anatomy extends Pick<
  Building,
  'name' | 'degreesOfFreedom' | 'roof' | 'damper' | 'damperStandsOn' | 'floors'
> {
  /** Storeys, counted from 0, that are soft. */
  readonly softStoreys: readonly number[];
}

export function anatomyOf({
  design,
  name,
  degreesOfFreedom,
  roof,
  damper,
  damperStandsOn,
  floors,
}: Building): Anatomy {
  const softStoreys = design.kind === 'shear' ? softStoreysOf(design) : [];
  return { name, degreesOfFreedom, roof, damper, damperStandsOn, floors, softStoreys };
}

/** Less than 70 % as stiff as the storey above: a soft storey by ASCE 7-16, table 12.3-2. */
function softStoreysOf({ storeys }: ShearFrame): number[] {
  return storeys.flatMap(({ stiffness }, index) => {
    const above = index + 1 < storeys.length ? storeys[index + 1] : null;
    return above && stiffness < 0.7 * above.stiffness ? [index] : [];
  });
}

/** The structure with another suspension of the damper; the frame stays as it is, its damping included. */
export function suspended({ design, structure, suspension }: Building, other: Suspension): Structure {
  if (design.kind === 'shear') return structureOf(frameMatrices(design, other), placesOf(design));
  const { size, damper, damperStandsOn } = structure;
  const change = (matrix: Float64Array, by: number) => {
    const changed = matrix.slice();
    addSpring(changed, size, [damperStandsOn, damper], by);
    return changed;
  };
  return {
    ...structure,
    damping: change(structure.damping, other.damping - suspension.damping),
    stiffness: change(structure.stiffness, other.stiffness - suspension.stiffness),
  };
}

/** The mode in which most of a building's mass follows the ground: a damper that is tuned low comes before it. */
export interface FundamentalMode {
  /** rad/s */
  readonly omega: number;
  /** What a force on the roof has to bend in this mode, N/m. */
  readonly roofStiffness: number;
}

/** The fundamental mode of the building with its damper. */
export function fundamentalMode({ structure, roof, influence }: Building): FundamentalMode {
  const modes = naturalModes({ ...structure, influence });
  const masses = modes.map(({ effectiveMass }) => effectiveMass);
  const mode = masses.indexOf(Math.max(...masses));
  const omega = 2 * Math.PI * frequenciesOf(structure)[mode];
  return { omega, roofStiffness: (omega / modes[mode].shape[roof]) ** 2 };
}

/** Natural frequencies of a building with its damper, Hz, ascending. */
export function frequenciesOf(structure: Pick<Structure, 'size' | 'mass' | 'stiffness'>): Float64Array {
  const { size, mass, stiffness } = structure;
  const isDiagonal = mass.every((value, index) => value === 0 || index % (size + 1) === 0);
  if (isDiagonal) return naturalFrequencies(diagonalOf(mass, size), stiffness);
  const rest = { damping: new Float64Array(size ** 2), influence: new Float64Array(size) };
  return Float64Array.from(naturalModes({ size, mass, stiffness, ...rest }), ({ frequency }) => frequency);
}

/** Natural frequencies, Hz, of the building without its damper. */
export function bareFrequencies({ structure, suspension }: Building): Float64Array {
  const { size, damper, damperStandsOn } = structure;
  const freed = structure.stiffness.slice();
  addSpring(freed, size, [damperStandsOn, damper], -suspension.stiffness);
  const kept = Array.from({ length: size }, (_, place) => place).filter((place) => place !== damper);
  const without = (matrix: Float64Array) =>
    Float64Array.from(kept.flatMap((row) => kept.map((column) => matrix[row * size + column])));
  return frequenciesOf({ size: size - 1, mass: without(structure.mass), stiffness: without(freed) });
}

function compiled(design: BuildingDesign): Building {
  const matrices = design.kind === 'shear' ? frameMatrices(design) : matricesOf(design);
  const places = placesOf(design);
  const structure = structureOf(matrices, places);
  const { size } = structure;
  // A building's name and source move nothing.
  const { name, source, ...moving } = design;
  void source;
  return {
    design,
    name,
    key: JSON.stringify(moving),
    degreesOfFreedom: size,
    stateSize: 3 * size,
    structure,
    ...places,
    suspension: design.kind === 'shear' ? design.damper : suspensionIn(structure),
    seismometers: [],
  };
}

/** Counted from 0, as arrays are. */
type Places = Pick<Building, 'influence' | 'damper' | 'damperStandsOn' | 'roof' | 'floors' | 'observed'>;

function placesOf(design: BuildingDesign): Places {
  return design.kind === 'shear' ? placesOfFrame(design) : placesOfMatrices(design);
}

function placesOfFrame({ storeys, damper, sensors }: ShearFrame): Places {
  const place = storeys.length;
  return {
    influence: new Float64Array(place + 1).fill(1),
    damper: place,
    damperStandsOn: damper.floor - 1,
    roof: place - 1,
    floors: storeys.map(({ height }, degreeOfFreedom) => ({ degreeOfFreedom, height })),
    observed: [...sensors.map((floor) => floor - 1), place],
  };
}

function placesOfMatrices(design: MatrixBuilding): Places {
  const damper = design.damper - 1;
  return {
    influence: Float64Array.from(design.influence),
    damper,
    damperStandsOn: design.damperStandsOn - 1,
    roof: design.roof - 1,
    floors: design.floors.map(({ degreeOfFreedom, height }) => ({
      degreeOfFreedom: degreeOfFreedom - 1,
      height,
    })),
    observed: [...design.sensors.map((sensor) => sensor - 1), damper],
  };
}

function matricesOf({ mass, damping, stiffness }: MatrixBuilding): Matrices {
  const flat = (rows: readonly (readonly number[])[]) => Float64Array.from(rows.flat());
  return { mass: flat(mass), damping: flat(damping), stiffness: flat(stiffness) };
}

function structureOf(
  matrices: Matrices,
  { influence, damper, damperStandsOn }: Pick<Places, 'influence' | 'damper' | 'damperStandsOn'>,
): Structure {
  const size = influence.length;
  return { ...matrices, size, inertia: multiply(matrices.mass, influence, size), damper, damperStandsOn };
}

/** In matrices, what couples the damper with its floor is its suspension. */
function suspensionIn({ size, damper, damperStandsOn, stiffness, damping }: Structure): Suspension {
  const place = damper * size + damperStandsOn;
  return { stiffness: -stiffness[place], damping: -damping[place] };
}

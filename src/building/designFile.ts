import * as v from 'valibot';
import { cholesky } from '../numerics/matrix';
import type { BuildingDesign, FrameDamping, MatrixBuilding, ShearFrame } from './design';
import { MAX_STOREYS } from './design';
import { frameMatrices } from './frameMatrices';
import type { LinearSystem } from './modalAnalysis';
import { naturalModes } from './modalAnalysis';

/**
 * A building in a file, a checkpoint or a form: `parseBuildingDesign` reads what is known to be a building's JSON only by
 * its name, and `designProblems` says of a design what keeps it from being one that can stand.
 */

/** What is wrong with a design, and where. */
export interface DesignProblem {
  /** The value, as it is reached from the design: `storeys.2.mass`, counted from 0. */
  readonly path: string;
  /** To follow the place: what it must be. */
  readonly message: string;
}

/** A design that cannot be used; nothing has been changed by reading it. */
export class BuildingDesignError extends Error {
  override readonly name = 'BuildingDesignError';

  constructor(readonly problems: readonly DesignProblem[]) {
    const [{ path, message }] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(`The building cannot be used: ${path ? `${path} ` : 'it '}${message}${more}.`);
  }
}

/** Characters of a building's name. */
export const MAX_NAME_LENGTH = 80;
const MAX_SOURCE_LENGTH = 1000;
/** Degrees of freedom: the floors' and the damper's. */
export const MAX_DEGREES_OF_FREEDOM = MAX_STOREYS + 1;
/**
 * Hz. In steps of 0.02 s a stiffer mode only changes its sign from step to step, whatever its damping, and the regulator
 * that controllers are compared with is lost in rounding: seen from 35 kHz on.
 */
const MAX_FREQUENCY = 10_000;

const number = v.pipe(v.number(), v.finite('must be a finite number'));
const floor = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1, 'must be 1 or more'));
const name = v.pipe(
  v.string(),
  v.regex(/^[^\p{C}\p{Zl}\p{Zp}]*\S[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be words in one line'),
  v.maxLength(MAX_NAME_LENGTH, `must have ${MAX_NAME_LENGTH} characters at most`),
);
const source = v.pipe(
  v.string(),
  v.maxLength(MAX_SOURCE_LENGTH, `must have ${MAX_SOURCE_LENGTH} characters at most`),
);

const storeys = v.pipe(
  v.array(v.strictObject({ height: number, mass: number, stiffness: number })),
  v.minLength(1, 'must have a storey at least'),
  v.maxLength(MAX_STOREYS, `must have ${MAX_STOREYS} storeys at most`),
);

const shearFrame = v.strictObject({
  kind: v.literal('shear'),
  name,
  source,
  storeys,
  damping: v.variant('kind', [
    v.strictObject({
      kind: v.literal('rayleigh'),
      ratios: v.strictTuple([number, number]),
      modesOf: v.picklist(['frame', 'whole']),
    }),
    v.strictObject({
      kind: v.literal('modal'),
      ratios: v.pipe(
        v.array(number),
        v.minLength(1, 'must have a ratio at least'),
        v.maxLength(MAX_STOREYS, `must have ${MAX_STOREYS} ratios at most`),
      ),
    }),
  ]),
  damper: v.strictObject({ floor, mass: number, stiffness: number, damping: number }),
  sensors: v.pipe(v.array(floor), v.maxLength(MAX_STOREYS, `must name ${MAX_STOREYS} floors at most`)),
});

const sized = v.pipe(
  v.array(number),
  v.minLength(2, 'must have 2 entries at least: a floor and the damper'),
  v.maxLength(MAX_DEGREES_OF_FREEDOM, `must have ${MAX_DEGREES_OF_FREEDOM} entries at most`),
);
const matrix = v.pipe(
  v.array(sized),
  v.minLength(2, 'must have 2 rows at least: a floor and the damper'),
  v.maxLength(MAX_DEGREES_OF_FREEDOM, `must have ${MAX_DEGREES_OF_FREEDOM} rows at most`),
);

const matrixBuilding = v.strictObject({
  kind: v.literal('matrices'),
  name,
  source,
  mass: matrix,
  damping: matrix,
  stiffness: matrix,
  influence: sized,
  damper: floor,
  damperStandsOn: floor,
  roof: floor,
  floors: v.pipe(
    v.array(v.strictObject({ degreeOfFreedom: floor, height: number })),
    v.minLength(1, 'must have a floor at least'),
    v.maxLength(MAX_STOREYS, `must have ${MAX_STOREYS} floors at most`),
  ),
  sensors: v.pipe(v.array(floor), v.maxLength(MAX_STOREYS, `must name ${MAX_STOREYS} at most`)),
});

/** What a design is made of; whether it can stand, `designProblems` says. */
export const designSchema: v.GenericSchema<unknown, BuildingDesign> = v.variant('kind', [
  shearFrame,
  matrixBuilding,
]);

/**
 * Reads a building from what JSON.parse gives.
 *
 * @throws BuildingDesignError when it is none, or one that cannot stand
 */
export function parseBuildingDesign(json: unknown): BuildingDesign {
  if (Array.isArray(json))
    throw new BuildingDesignError([{ path: '', message: 'must be an object, not a list' }]);
  const { success, output, issues } = v.safeParse(designSchema, json);
  if (!success) {
    throw new BuildingDesignError(
      issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: describe(issue) })),
    );
  }
  const problems = designProblems(output);
  if (problems.length > 0) throw new BuildingDesignError(problems);
  return output;
}

function describe({ message, expected, received }: v.BaseIssue<unknown>): string {
  if (message.startsWith('must ')) return message;
  if (expected === 'never') return 'is not a part of a building';
  if (received === 'undefined') return 'is missing';
  return `must be ${wordsOf(expected ?? 'something else')}, not ${wordsOf(received)}`;
}

/** Types as a person would call them; values stay as they are. */
function wordsOf(type: string): string {
  const words: Readonly<Record<string, string>> = {
    Object: 'an object',
    Array: 'a list',
    number: 'a number',
    string: 'words',
  };
  return words[type] ?? type;
}

/** What keeps a design of the right form from being a building that can be computed; empty when nothing does. */
export function designProblems(design: BuildingDesign): DesignProblem[] {
  return design.kind === 'shear' ? frameProblems(design) : matrixProblems(design);
}

function frameProblems(frame: ShearFrame): DesignProblem[] {
  const { storeys, damping, damper, sensors } = frame;
  const problems = [
    ...storeys.flatMap(({ height, mass, stiffness }, index) => [
      ...positive(`storeys.${index}.height`, height),
      ...positive(`storeys.${index}.mass`, mass),
      ...positive(`storeys.${index}.stiffness`, stiffness),
    ]),
    ...dampingProblems(damping, storeys.length),
    ...upTo('damper.floor', damper.floor, storeys.length),
    ...positive('damper.mass', damper.mass),
    ...positive('damper.stiffness', damper.stiffness),
    ...(damper.damping >= 0 ? [] : [{ path: 'damper.damping', message: 'must be 0 or more' }]),
    ...sensorProblems(sensors, storeys.length),
  ];
  if (problems.length > 0) return problems;
  const stiff = tooStiff({ ...frameMatrices(frame), size: storeys.length + 1 });
  if (stiff) return [{ path: `storeys.${stiffest(frame)}.stiffness`, message: stiff }];
  // Damping that its modes decide can be looked at in a frame that stands.
  return isDamped(frame) ? [] : [ILL_DAMPED];
}

/** Index of the storey whose floor would move fastest by itself. */
function stiffest({ storeys }: ShearFrame): number {
  const ratios = storeys.map(({ stiffness, mass }) => stiffness / mass);
  return ratios.indexOf(Math.max(...ratios));
}

/** What is wrong with a structure whose highest mode no simulation in steps of 0.02 s can carry; null: nothing. */
function tooStiff(system: Pick<LinearSystem, 'size' | 'mass' | 'stiffness'>): string | null {
  const none = new Float64Array(system.size);
  const frequencies = naturalModes({ ...system, damping: none, influence: none }).map(
    ({ frequency }) => frequency,
  );
  // Squares of the lowest ones fall below 0 where rounding is larger than they are.
  if (frequencies.every((frequency) => frequency > 0 && frequency <= MAX_FREQUENCY)) return null;
  const highest = Math.max(...frequencies.filter((frequency) => !Number.isNaN(frequency)));
  return `must be less: the highest mode has ${Number(highest.toPrecision(3))} Hz, and ${MAX_FREQUENCY} Hz is the most`;
}

const ILL_DAMPED: DesignProblem = {
  path: 'damping.ratios',
  message: 'must be nearer to each other: of the first two modes they are such that they would drive another',
};

/** Rayleigh's ratios that lie far apart feed some modes; all other damping takes from each. */
function isDamped(frame: ShearFrame): boolean {
  if (frame.damping.kind === 'modal' || frame.damping.ratios[0] === frame.damping.ratios[1]) return true;
  const { damping } = frameMatrices(frame);
  return semidefiniteness('damping', rowsOf(damping, frame.storeys.length + 1)).length === 0;
}

function rowsOf(matrix: Float64Array, size: number): number[][] {
  return Array.from({ length: size }, (_, row) => [...matrix.subarray(row * size, (row + 1) * size)]);
}

function dampingProblems({ kind, ratios }: FrameDamping, storeys: number): DesignProblem[] {
  const tooMany =
    kind === 'modal' && ratios.length > storeys
      ? [{ path: 'damping.ratios', message: `must have ${storeys} at most, one for each mode` }]
      : [];
  const outOfRange = ratios.flatMap((ratio, index) =>
    ratio >= 0 && ratio < 1
      ? []
      : [{ path: `damping.ratios.${index}`, message: 'must be from 0 to below 1' }],
  );
  return [...tooMany, ...outOfRange];
}

function matrixProblems(design: MatrixBuilding): DesignProblem[] {
  const size = design.mass.length;
  const names = ['mass', 'damping', 'stiffness'] as const;
  const uneven = names.flatMap((each) => sizeProblems(each, design[each], size));
  if (design.influence.length !== size) {
    uneven.push({ path: 'influence', message: `must have ${size} entries, as the mass matrix has` });
  }
  // What follows reads entries by their places.
  if (uneven.length > 0) return uneven;
  const asymmetric = names.flatMap((each) => symmetryProblems(each, design[each]));
  if (asymmetric.length > 0) return asymmetric;
  const problems = [
    ...definiteness('mass', design.mass),
    ...definiteness('stiffness', design.stiffness),
    ...semidefiniteness('damping', design.damping),
    ...(design.influence.some((entry) => entry !== 0) ? [] : [UNMOVED]),
    ...placeProblems(design, size),
  ];
  if (problems.length > 0) return problems;
  const flat = (rows: Matrix) => Float64Array.from(rows.flat());
  const stiff = tooStiff({ size, mass: flat(design.mass), stiffness: flat(design.stiffness) });
  return stiff ? [{ path: 'stiffness', message: stiff }] : [];
}

const UNMOVED: DesignProblem = {
  path: 'influence',
  message: 'must have an entry other than 0: no earthquake would move the building',
};

function placeProblems(design: MatrixBuilding, size: number): DesignProblem[] {
  const { damper, damperStandsOn, roof, floors, sensors } = design;
  const problems = [
    ...upTo('damper', damper, size),
    ...upTo('damperStandsOn', damperStandsOn, size),
    ...upTo('roof', roof, size),
    ...floors.flatMap(({ degreeOfFreedom, height }, index) => [
      ...upTo(`floors.${index}.degreeOfFreedom`, degreeOfFreedom, size),
      ...positive(`floors.${index}.height`, height),
    ]),
    ...sensorProblems(sensors, size),
  ];
  const places = floors.map(({ degreeOfFreedom }) => degreeOfFreedom);
  const notTheDamper = (path: string) => ({ path, message: 'must not be the damper’s degree of freedom' });
  if (damperStandsOn === damper) problems.push(notTheDamper('damperStandsOn'));
  if (roof === damper) problems.push(notTheDamper('roof'));
  if (places.includes(damper))
    problems.push(notTheDamper(`floors.${places.indexOf(damper)}.degreeOfFreedom`));
  if (sensors.includes(damper)) {
    const path = `sensors.${sensors.indexOf(damper)}`;
    problems.push({ path, message: 'must not be the damper, which is observed after all others anyway' });
  }
  return [...problems, ...repeated(places, (index) => `floors.${index}.degreeOfFreedom`)];
}

function sensorProblems(sensors: readonly number[], most: number): DesignProblem[] {
  return [
    ...sensors.flatMap((sensor, index) => upTo(`sensors.${index}`, sensor, most)),
    ...repeated(sensors, (index) => `sensors.${index}`),
  ];
}

function repeated(values: readonly number[], pathOf: (index: number) => string): DesignProblem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ path: pathOf(index), message: 'is named twice' }] : [],
  );
}

function positive(path: string, value: number): DesignProblem[] {
  return value > 0 ? [] : [{ path, message: 'must be above 0' }];
}

function upTo(path: string, value: number, most: number): DesignProblem[] {
  return value <= most ? [] : [{ path, message: `must be ${most} at most` }];
}

type Matrix = MatrixBuilding['mass'];

function sizeProblems(path: string, rows: Matrix, size: number): DesignProblem[] {
  if (rows.length !== size) return [{ path, message: `must have ${size} rows, as the mass matrix has` }];
  const row = rows.findIndex(({ length }) => length !== size);
  return row < 0 ? [] : [{ path: `${path}.${row}`, message: `must have ${size} entries: it is square` }];
}

/** Printed digits differ in their last place: what is equal but for rounding is symmetric. */
const ROUNDING = 1e-6;

function symmetryProblems(path: string, rows: Matrix): DesignProblem[] {
  const largest = Math.max(...rows.flat().map(Math.abs));
  for (const [row, entries] of rows.entries()) {
    const column = entries.findIndex(
      (entry, index) => Math.abs(entry - rows[index][row]) > ROUNDING * largest,
    );
    if (column >= 0) {
      const message = `must be the same as row ${column + 1}, column ${row + 1}: the matrix is symmetric`;
      return [{ path: `${path}.${row}.${column}`, message }];
    }
  }
  return [];
}

function definiteness(path: string, rows: Matrix): DesignProblem[] {
  return isPositiveDefinite(Float64Array.from(rows.flat()), rows.length)
    ? []
    : [{ path, message: 'must be positive definite' }];
}

/** Damping may leave a motion undamped, but must feed none. */
function semidefiniteness(path: string, rows: Matrix): DesignProblem[] {
  const size = rows.length;
  const shifted = Float64Array.from(rows.flat());
  const largest = Math.max(...shifted.map(Math.abs));
  for (let i = 0; i < size; i++) shifted[i * size + i] += ROUNDING * largest;
  return largest === 0 || isPositiveDefinite(shifted, size)
    ? []
    : [{ path, message: 'must be positive semidefinite: it would drive the building' }];
}

function isPositiveDefinite(matrix: Float64Array, size: number): boolean {
  try {
    cholesky(matrix, size);
    return true;
  } catch {
    return false;
  }
}

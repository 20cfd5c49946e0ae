import type { Integrator, Motion } from './newmark';
import { BETA, GAMMA, NewmarkIntegrator, TIME_STEP } from './newmark';
import type { Building, Structure, Suspension } from './building';
import { suspended } from './building';
import { SEISMOMETER_DAMPING } from './seismometers';
import type { PackedRows } from '../numerics/packedRows';
import { addProduct, packRows } from '../numerics/packedRows';

export type { Integrator } from './newmark';

/** One time step of the linear structure as an affine map x' = A x + B u + E ag of its state x = (d, v, a). */
export interface StepMap {
  /** n, a third of the state's entries. */
  readonly degreesOfFreedom: number;
  /** 3n x 3n, row-major. */
  readonly A: Float64Array;
  /** The rows of A that are the accelerations'. */
  readonly accelerations: PackedRows;
  /** 3n: response to a control force of 1 N. */
  readonly B: Float64Array;
  /** 3n: response to a ground acceleration of 1 m/s2. */
  readonly E: Float64Array;
}

const cache = new WeakMap<Building, Map<string, StepMap>>();

/** The step map of a building, found by applying the integrator to unit vectors. */
export function stepMap(
  building: Building,
  integrator: Integrator,
  suspension: Suspension = building.suspension,
): StepMap {
  const maps = cache.get(building) ?? new Map<string, StepMap>();
  cache.set(building, maps);
  const key = [integrator, suspension.stiffness, suspension.damping].join(' ');
  const known = maps.get(key);
  if (known) return known;
  const structure = mapOf(suspended(building, suspension), integrator);
  const map = building.seismometers.reduce(
    (before, frequency) => sideBySide(before, seismometerMap(frequency)),
    structure,
  );
  maps.set(key, map);
  return map;
}

/** A seismometer of 1 kg. Whatever the building is integrated by, it is damped: `v9` is a step that loses damping. */
function seismometerMap(frequency: number): StepMap {
  const omega = 2 * Math.PI * frequency;
  const structure = {
    size: 1,
    mass: Float64Array.of(1),
    damping: Float64Array.of(2 * SEISMOMETER_DAMPING * omega),
    stiffness: Float64Array.of(omega ** 2),
    inertia: Float64Array.of(1),
    // No control force acts on it.
    damper: -1,
    damperStandsOn: -1,
  };
  return mapOf(structure, 'newmark');
}

function mapOf(structure: Structure, integrator: Integrator): StepMap {
  const newmark = new NewmarkIntegrator(structure, integrator);
  const degreesOfFreedom = structure.size;
  const stateSize = 3 * degreesOfFreedom;
  const respond = (state: Float64Array, force: number, ground: number) =>
    stateOf(newmark.step(motionOf(state, degreesOfFreedom), force, ground));
  const rest = new Float64Array(stateSize);
  const A = new Float64Array(stateSize ** 2);
  for (let column = 0; column < stateSize; column++) {
    const unit = new Float64Array(stateSize);
    unit[column] = 1;
    respond(unit, 0, 0).forEach((value, row) => (A[row * stateSize + column] = value));
  }
  return withAccelerations({ degreesOfFreedom, A, B: respond(rest, 1, 0), E: respond(rest, 0, 1) });
}

/** Two structures on the same ground that feel nothing of each other, as one: the degrees of freedom of `one` come first. */
function sideBySide(one: StepMap, other: StepMap): StepMap {
  const degreesOfFreedom = one.degreesOfFreedom + other.degreesOfFreedom;
  const stateSize = 3 * degreesOfFreedom;
  const whole = {
    degreesOfFreedom,
    A: new Float64Array(stateSize ** 2),
    B: new Float64Array(stateSize),
    E: new Float64Array(stateSize),
  };
  const take = ({ degreesOfFreedom: size, A, B, E }: StepMap, first: number) => {
    // d, v and a of the part are each in their own third of the whole.
    const place = (entry: number) => Math.floor(entry / size) * degreesOfFreedom + first + (entry % size);
    for (let row = 0; row < 3 * size; row++) {
      whole.B[place(row)] = B[row];
      whole.E[place(row)] = E[row];
      for (let column = 0; column < 3 * size; column++) {
        whole.A[place(row) * stateSize + place(column)] = A[row * 3 * size + column];
      }
    }
  };
  take(one, 0);
  take(other, one.degreesOfFreedom);
  return withAccelerations(whole);
}

function withAccelerations(map: Omit<StepMap, 'accelerations'>): StepMap {
  const width = 3 * map.degreesOfFreedom;
  const rows = map.A.subarray(2 * map.degreesOfFreedom * width);
  return { ...map, accelerations: packRows(rows, width) };
}

function motionOf(state: Float64Array, degreesOfFreedom: number): Motion {
  return {
    displacement: state.slice(0, degreesOfFreedom),
    velocity: state.slice(degreesOfFreedom, 2 * degreesOfFreedom),
    acceleration: state.slice(2 * degreesOfFreedom),
  };
}

function stateOf({ displacement, velocity, acceleration }: Motion): Float64Array {
  return Float64Array.of(...displacement, ...velocity, ...acceleration);
}

/** One structure of those that lie one behind the other in an array. */
export interface SteppedStructure {
  /** Read: the state from `offset`. */
  readonly before: Float64Array;
  /** Written: the state from `offset`; not the same memory as `before`. */
  readonly after: Float64Array;
  readonly offset: number;
}

// Constants of this module: those of another are looked up at each use where modules are not bundled, as in tests.
/** Of Newmark's formulas: parts that the accelerations before and after a step have in velocity and displacement. */
const [BEFORE_IN_VELOCITY, AFTER_IN_VELOCITY] = [1 - GAMMA, GAMMA];
const [BEFORE_IN_DISPLACEMENT, AFTER_IN_DISPLACEMENT] = [0.5 - BETA, BETA];
const [STEP, SQUARED_STEP] = [TIME_STEP, TIME_STEP ** 2];

/**
 * Takes one time step of one structure, x' = A x + B u + E ag. Only the rows of the accelerations are multiplied out, since
 * displacements and velocities follow from them by Newmark's formulas: a third of the arithmetic.
 *
 * @param force N
 * @param groundAcceleration m/s2
 */
export function applyStepMap(
  map: StepMap,
  { before: state, after: next, offset }: SteppedStructure,
  force: number,
  groundAcceleration: number,
): void {
  const { degreesOfFreedom: size, B, E } = map;
  const first = 2 * size;
  for (let row = first; row < 3 * size; row++) {
    next[offset + row] = B[row] * force + E[row] * groundAcceleration;
  }
  addProduct(map.accelerations, { x: state, firstIn: offset, out: next, firstOut: offset + first });
  for (let i = 0; i < size; i++) {
    const row = first + i;
    const acceleration = next[offset + row];
    const before = state[offset + row];
    const velocity = state[offset + size + i];
    next[offset + size + i] =
      velocity + STEP * (BEFORE_IN_VELOCITY * before + AFTER_IN_VELOCITY * acceleration);
    next[offset + i] =
      state[offset + i] +
      STEP * velocity +
      SQUARED_STEP * (BEFORE_IN_DISPLACEMENT * before + AFTER_IN_DISPLACEMENT * acceleration);
  }
}

/**
 * A building as data: what a person states of it, in SI units, and what a file or a checkpoint holds of it. Floors are
 * counted from 1, the first above the ground; the damper's mass is one more degree of freedom, the last.
 */

/** A storey of a shear frame and the floor on top of it. */
export interface Storey {
  /** m */
  readonly height: number;
  /** Mass of the floor, kg. */
  readonly mass: number;
  /** Lateral stiffness of the storey's columns, N/m. */
  readonly stiffness: number;
}

/** Damping of the frame, as ratios of critical damping; the damper's own dashpot is added to it. */
export type FrameDamping =
  | {
      readonly kind: 'rayleigh';
      /** Of the first two modes. */
      readonly ratios: readonly [number, number];
      /** Whose modes: those of the frame alone, or of the frame with the damper on it, as v9 has them. */
      readonly modesOf: 'frame' | 'whole';
    }
  | {
      readonly kind: 'modal';
      /** By mode of the frame alone, from the lowest; the last one holds for all that follow. */
      readonly ratios: readonly number[];
    };

/** A mass on a spring, a dashpot and an actuator that push against its floor. */
export interface Damper {
  /** The floor that it stands on. */
  readonly floor: number;
  /** kg */
  readonly mass: number;
  /** N/m */
  readonly stiffness: number;
  /** N s/m */
  readonly damping: number;
}

/** A building of floors above each other, each tied to its neighbours only. */
export interface ShearFrame {
  readonly kind: 'shear';
  readonly name: string;
  /** Where its figures come from; '' where a person typed them. */
  readonly source: string;
  /** From the ground up; 1 to 40. */
  readonly storeys: readonly Storey[];
  readonly damping: FrameDamping;
  readonly damper: Damper;
  /** Floors whose displacement and velocity are observed, in this order; those of the damper follow them. */
  readonly sensors: readonly number[];
}

/** A building given by its matrices, with the damper in them; rows of rows, symmetric. */
export interface MatrixBuilding {
  readonly kind: 'matrices';
  readonly name: string;
  readonly source: string;
  /** kg */
  readonly mass: readonly (readonly number[])[];
  /** N s/m */
  readonly damping: readonly (readonly number[])[];
  /** N/m */
  readonly stiffness: readonly (readonly number[])[];
  /** What a degree of freedom moves by where the ground moves by one: 1 for each floor of a plane frame. */
  readonly influence: readonly number[];
  /** The damper's degree of freedom, counted from 1, and that of the floor it stands on. */
  readonly damper: number;
  readonly damperStandsOn: number;
  /** The degree of freedom whose displacement is to be small: the roof's. */
  readonly roof: number;
  /**
   * Degrees of freedom of the floors from the ground up, for storey drifts, with the height of the storey below each, m.
   * Others, such as rotations, are not among them.
   */
  readonly floors: readonly { readonly degreeOfFreedom: number; readonly height: number }[];
  /** Degrees of freedom that are observed, in this order; the damper follows them. */
  readonly sensors: readonly number[];
}

export type BuildingDesign = ShearFrame | MatrixBuilding;

export const MAX_STOREYS = 40;

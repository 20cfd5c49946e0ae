import type { Anatomy } from '../../building/building';
import { storeyHeight } from '../../building/linearLimits';
import type { Colour } from './colours';
import type { Frame } from './frame';
import { driftsOf } from './frame';

export const SCENE_COLOURS = [
  '--text',
  '--muted',
  '--line',
  '--surface',
  '--inset',
  '--accent',
  '--quake',
  '--bad',
] as const;
export type SceneColours = Readonly<Record<(typeof SCENE_COLOURS)[number], Colour>>;

/** What is drawn in one half of the picture. */
export interface BuildingScene {
  readonly building: Anatomy;
  readonly frame: Frame;
  /** Displacement of the ground, m. */
  readonly ground: number;
  /** Drift that is drawn in the full warning colour, m. */
  readonly fullDrift: number;
  /** Largest control force, N; 0 where nobody pushes. */
  readonly forceLimit: number;
}

/** Pixels above the roof, for the damper and its arrow, and below the ground. */
const ABOVE = 74;
const BELOW = 40;

/** A part of the picture, pixels. */
export interface Room {
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** Where the parts of a building are in its half of the picture, pixels. */
export class BuildingLayout {
  readonly centre: number;
  readonly halfWidth: number;
  readonly groundLevel: number;
  readonly storey: number;
  readonly #storeyHeight: number;

  /** @param left of the building's part of the picture, `width` wide and `height` high */
  constructor({ left, width, height }: Room, building: Anatomy) {
    this.#storeyHeight = storeyHeight(building);
    this.centre = left + width / 2;
    this.halfWidth = Math.min(72, Math.max(30, 0.16 * width));
    this.groundLevel = height - BELOW;
    this.storey = (height - ABOVE - BELOW) / building.floors.length;
  }

  /** Pixels a metre, without exaggeration. */
  get scale(): number {
    return this.storey / this.#storeyHeight;
  }

  /** Height of a floor; 0 is the ground. */
  y(floor: number): number {
    return this.groundLevel - floor * this.storey;
  }
}

/** A building and its damper in pixels, ready to be drawn. */
export interface PlacedBuilding {
  readonly layout: BuildingLayout;
  readonly anatomy: Anatomy;
  /** Middle of the ground and of each floor. */
  readonly floors: readonly number[];
  readonly damper: number;
  /** Number of the floor that the damper stands on; 0 is the ground. */
  readonly damperFloor: number;
  /** How near each storey's drift is to the one that warns, 0 to 1. */
  readonly strain: readonly number[];
  /** -1 to 1, in parts of the limit; positive pushes the damper to the right. */
  readonly push: number;
}

/** Factors by which the building's motion and the damper's stroke on the roof are drawn larger than they are. */
export interface Magnification {
  readonly building: number;
  readonly stroke: number;
}

export function place(
  layout: BuildingLayout,
  scene: BuildingScene,
  magnification: Magnification,
): PlacedBuilding {
  const { building, frame, ground, fullDrift, forceLimit } = scene;
  const { displacement } = frame;
  const pixels = magnification.building * layout.scale;
  const x = (moved: number) => layout.centre + pixels * (ground + moved);
  const base = displacement[building.damperStandsOn];
  const stroke = displacement[building.damper] - base;
  const floor = building.floors.findIndex(
    ({ degreeOfFreedom }) => degreeOfFreedom === building.damperStandsOn,
  );
  return {
    layout,
    anatomy: building,
    floors: [x(0), ...building.floors.map(({ degreeOfFreedom }) => x(displacement[degreeOfFreedom]))],
    // Drawn on the roof where it stands on what is no floor.
    damperFloor: floor < 0 ? building.floors.length : floor + 1,
    damper: x(base) + magnification.stroke * layout.scale * stroke,
    strain: Array.from(driftsOf(frame, building), (drift) => Math.min(1, Math.abs(drift) / fullDrift)),
    push: forceLimit > 0 ? frame.force / forceLimit : 0,
  };
}

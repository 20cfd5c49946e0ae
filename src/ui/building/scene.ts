import { ROOF, STOREYS, TMD } from '../../building/shearBuilding';
import type { Colour } from './colours';
import { STOREY_HEIGHT } from '../../building/linearLimits';
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

/** Where the parts of a building are in its half of the picture, pixels. */
export class BuildingLayout {
  readonly centre: number;
  readonly halfWidth: number;
  readonly groundLevel: number;
  readonly storey: number;

  constructor(left: number, width: number, height: number) {
    this.centre = left + width / 2;
    this.halfWidth = Math.min(72, Math.max(30, 0.16 * width));
    this.groundLevel = height - BELOW;
    this.storey = (height - ABOVE - BELOW) / STOREYS;
  }

  /** Pixels a metre, without exaggeration. */
  get scale(): number {
    return this.storey / STOREY_HEIGHT;
  }

  /** Height of a floor; 0 is the ground. */
  y(floor: number): number {
    return this.groundLevel - floor * this.storey;
  }
}

/** A building and its damper in pixels, ready to be drawn. */
export interface PlacedBuilding {
  readonly layout: BuildingLayout;
  /** 13: middle of the ground and of each floor. */
  readonly floors: readonly number[];
  readonly damper: number;
  /** 12: how near each storey's drift is to the one that warns, 0 to 1. */
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
  const { frame, ground, fullDrift, forceLimit } = scene;
  const pixels = magnification.building * layout.scale;
  const x = (displacement: number) => layout.centre + pixels * (ground + displacement);
  const roof = frame.displacement[ROOF];
  const stroke = frame.displacement[TMD] - roof;
  return {
    layout,
    floors: [x(0), ...Array.from(frame.displacement.subarray(0, ROOF + 1), x)],
    damper: x(roof) + magnification.stroke * layout.scale * stroke,
    strain: Array.from(driftsOf(frame), (drift) => Math.min(1, Math.abs(drift) / fullDrift)),
    push: forceLimit > 0 ? frame.force / forceLimit : 0,
  };
}

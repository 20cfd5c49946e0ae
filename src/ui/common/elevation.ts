import { anatomyOf, compile } from '../../building/building';
import type { BuildingDesign, Storey } from '../../building/design';

/** What a drawing of a building that stands still shows. */
export interface Elevation {
  /** From the ground up, m. */
  readonly heights: readonly number[];
  /** By storey, in parts of the largest; null where they are not known by storeys. */
  readonly stiffnesses: readonly number[] | null;
  /** Storeys, counted from 0, that are soft. */
  readonly soft: readonly number[];
  /** Floor that the damper stands on, counted from 1; where it stands on what is no floor, the highest. */
  readonly damperFloor: number;
  /** Floors that are observed, counted from 1. */
  readonly sensors: readonly number[];
}

export function elevationOf(design: BuildingDesign): Elevation {
  const building = compile(design);
  const { floors, damperStandsOn, damper, observed } = building;
  const floorOf = (place: number) => floors.findIndex(({ degreeOfFreedom }) => degreeOfFreedom === place) + 1;
  return {
    heights: floors.map(({ height }) => height),
    stiffnesses: design.kind === 'shear' ? inPartsOfLargest(design.storeys) : null,
    soft: anatomyOf(building).softStoreys,
    damperFloor: floorOf(damperStandsOn) || floors.length,
    sensors: observed.filter((place) => place !== damper && floorOf(place) > 0).map(floorOf),
  };
}

function inPartsOfLargest(storeys: readonly Storey[]): number[] {
  const largest = Math.max(...storeys.map(({ stiffness }) => stiffness));
  return storeys.map(({ stiffness }) => stiffness / largest);
}

/** Heights of the floors above the ground, m; the first is the ground. */
export function levelsOf(heights: readonly number[]): number[] {
  let level = 0;
  return [0, ...heights.map((height) => (level += height))];
}

/** Mass of the damper, t, to three digits. */
export function damperTonnes(design: BuildingDesign): string {
  const mass =
    design.kind === 'shear' ? design.damper.mass : design.mass[design.damper - 1][design.damper - 1];
  return String(Number((mass / 1000).toPrecision(3)));
}

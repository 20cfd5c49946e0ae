import type { BuildingDesign } from '../../../building/design';
import { bareIndex } from '../../../building/bareBuilding';
import { compile } from '../../../building/building';
import type { Mode } from '../../../building/modalAnalysis';
import { formatCsv } from '../../common/csv';

/** A shape at the floors, from the ground up. */
export function floorShape(design: BuildingDesign, { shape }: Mode): number[] {
  const building = compile(design);
  return building.floors.map(({ degreeOfFreedom }) => shape[bareIndex(building, degreeOfFreedom)]);
}

/** The participation factor of the shape that is 1 at the roof. */
export function roofParticipation(design: BuildingDesign, { shape, participation }: Mode): number {
  const building = compile(design);
  return participation * shape[bareIndex(building, building.roof)];
}

/** All modes, SI: a row each, its mass-normalised shape at the end. */
export function modesCsv(design: BuildingDesign, modes: readonly Mode[]): string {
  const degrees = modes[0].shape.length;
  const header = [
    'mode',
    'frequency_Hz',
    'period_s',
    'damping_ratio',
    'participation_roof',
    'effective_mass_kg',
    ...Array.from({ length: degrees }, (_, i) => `shape_${i + 1}`),
  ];
  const rows = modes.map((mode, i) => [
    i + 1,
    mode.frequency,
    mode.period,
    mode.dampingRatio,
    roofParticipation(design, mode),
    mode.effectiveMass,
    ...mode.shape,
  ]);
  return formatCsv(header, rows);
}

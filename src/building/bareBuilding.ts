import type { Building } from './building';
import type { LinearSystem } from './modalAnalysis';

/** The building with its damper, as modes and harmonic responses are computed of it. */
export function linearSystemOf({
  structure,
  influence,
}: Pick<Building, 'structure' | 'influence'>): LinearSystem {
  const { size, mass, damping, stiffness } = structure;
  return { size, mass, damping, stiffness, influence };
}

/**
 * The building before a damper is put on it: the damper's degree of freedom is left out, with the spring and the dashpot
 * that tie it to its floor.
 */
export function bareSystemOf({
  structure,
  influence,
}: Pick<Building, 'structure' | 'influence'>): LinearSystem {
  const { size, damper, damperStandsOn } = structure;
  const kept = Array.from({ length: size }, (_, i) => i).filter((i) => i !== damper);
  const without = (whole: Float64Array) => {
    const tie = whole[damper * size + damperStandsOn];
    return Float64Array.from(
      kept.flatMap((row) =>
        kept.map(
          (column) =>
            whole[row * size + column] + (row === damperStandsOn && column === damperStandsOn ? tie : 0),
        ),
      ),
    );
  };
  return {
    size: size - 1,
    mass: without(structure.mass),
    damping: without(structure.damping),
    stiffness: without(structure.stiffness),
    influence: Float64Array.from(kept, (i) => influence[i]),
  };
}

/** Where a degree of freedom of the building is in the building without its damper. */
export function bareIndex({ damper }: Pick<Building, 'damper'>, degreeOfFreedom: number): number {
  return degreeOfFreedom - (damper < degreeOfFreedom ? 1 : 0);
}

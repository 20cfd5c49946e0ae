import type { BuildingDesign, FrameDamping, Storey } from '../building/design';
import { bareIndex, bareSystemOf, linearSystemOf } from '../building/bareBuilding';
import { compile } from '../building/building';
import type { Mode } from '../building/modalAnalysis';
import { naturalModes } from '../building/modalAnalysis';
import type { TunedMode } from '../building/passiveTuning';
import { transmissibility } from '../building/transmissibility';

/** What a design comes to before anything is trained. */
export interface DesignAnalysis {
  /** Of the building without its damper. */
  readonly modes: readonly Mode[];
  /** Mass that the ground shakes without the damper, kg. */
  readonly totalMass: number;
  readonly curve: TransmissibilityCurve;
}

/** Amplitudes of the roof, m, for each m/s2 of harmonic ground acceleration. */
export interface TransmissibilityCurve {
  /** Hz, ascending. */
  readonly frequencies: Float64Array;
  readonly withoutDamper: Float64Array;
  readonly withDamper: Float64Array;
}

/** @param design one that nothing is wrong with */
export function analyse(design: BuildingDesign): DesignAnalysis {
  const building = compile(design);
  const whole = linearSystemOf(building);
  const bare = bareSystemOf(building);
  const modes = naturalModes(bare);
  const frequencies = frequenciesFor(modes, naturalModes(whole));
  const { roof } = building;
  return {
    modes,
    totalMass: modes.reduce((sum, { effectiveMass }) => sum + effectiveMass, 0),
    curve: {
      frequencies,
      withDamper: transmissibility(whole, roof, frequencies),
      withoutDamper: transmissibility(bare, bareIndex(building, roof), frequencies),
    },
  };
}

/** Modes that the picture reaches up to. */
const MODES_SHOWN = 3;
const POINTS = 120;
/** Half the width of a resonance, in parts of the frequency, where nothing damps it. */
const NARROWEST = 1e-3;

/** Even on a logarithmic scale from under the first mode to above the third, and close together where a resonance is. */
function frequenciesFor(modes: readonly Mode[], coupled: readonly Mode[]): Float64Array {
  const low = modes[0].frequency / 4;
  const high = 1.5 * modes[Math.min(MODES_SHOWN, modes.length) - 1].frequency;
  const even = Array.from({ length: POINTS }, (_, i) => low * (high / low) ** (i / (POINTS - 1)));
  const close = [...modes.slice(0, MODES_SHOWN), ...coupled.slice(0, MODES_SHOWN + 1)].flatMap(
    ({ frequency, dampingRatio }) => {
      const half = Math.min(0.1, Math.max(NARROWEST, dampingRatio));
      return [-4, -2, -1, -0.5, 0, 0.5, 1, 2, 4].map((step) => frequency * (1 + (step + 1e-3) * half));
    },
  );
  return Float64Array.from(
    new Set([...even, ...close.filter((frequency) => frequency > low && frequency < high)]),
  ).sort();
}

/**
 * The first mode of a frame without its damper, as it is felt on a floor.
 *
 * @returns null where the frame is not one yet
 */
export function firstModeAt(
  { storeys, damping }: { readonly storeys: readonly Storey[]; readonly damping: FrameDamping },
  floor: number,
): TunedMode | null {
  const isFrame = storeys.every(({ mass, stiffness }) => mass > 0 && stiffness > 0);
  const isDamped = damping.ratios.length > 0 && damping.ratios.every((ratio) => ratio >= 0);
  if (!isFrame || !isDamped || !(Number.isInteger(floor) && floor >= 1 && floor <= storeys.length))
    return null;
  const damper = { floor, mass: 1, stiffness: 1, damping: 0 };
  // No damper is known yet whose modes Rayleigh's ratios could be of.
  const own = damping.kind === 'rayleigh' ? { ...damping, modesOf: 'frame' as const } : damping;
  const frame = { kind: 'shear', name: '', source: '', storeys, damping: own, damper, sensors: [] } as const;
  const [{ frequency, shape, dampingRatio }] = naturalModes(bareSystemOf(compile(frame)));
  return { frequency, modalMass: shape[floor - 1] ** -2, dampingRatio };
}

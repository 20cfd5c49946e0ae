import type { Building, Suspension } from '../../building/building';

/** A suspension as vibration engineers name it. */
export interface Tuning {
  /** Hz, of the damper on a floor that stands still. */
  readonly frequency: number;
  /** Of the critical damping. */
  readonly dampingRatio: number;
}

/** The suspension that gives the damper's mass this tuning. */
export function suspensionOf(
  { structure, damper }: Building,
  { frequency, dampingRatio }: Tuning,
): Suspension {
  const mass = structure.mass[damper * (structure.size + 1)];
  const omega = 2 * Math.PI * frequency;
  return { stiffness: mass * omega ** 2, damping: 2 * dampingRatio * mass * omega };
}

import type { Suspension } from '../../building/shearBuilding';
import { shearBuilding, TMD } from '../../building/shearBuilding';

/** A suspension as vibration engineers name it. */
export interface Tuning {
  /** Hz, of the damper on a roof that stands still. */
  readonly frequency: number;
  /** Of the critical damping. */
  readonly dampingRatio: number;
}

/** The suspension that gives the damper's mass this tuning. */
export function suspensionOf({ frequency, dampingRatio }: Tuning): Suspension {
  const mass = shearBuilding().mass[TMD];
  const omega = 2 * Math.PI * frequency;
  return { stiffness: mass * omega ** 2, damping: 2 * dampingRatio * mass * omega };
}

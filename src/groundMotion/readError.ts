import type { OtherQuantity } from './accelerationUnit';

/** A record file that cannot be used; nothing that is stored has changed. */
export class GroundMotionError extends Error {
  override readonly name = 'GroundMotionError';

  /**
   * @param file its name
   * @param what what is wrong, without a full stop
   * @param remedy what to do, a sentence
   * @param quantity what the file holds instead of accelerations, where that is known
   */
  constructor(
    file: string,
    what: string,
    remedy: string,
    readonly quantity: OtherQuantity | null = null,
  ) {
    super(`${file}: ${what}. Nothing was changed. ${remedy}`);
  }
}

/** A file of velocities or displacements. */
export function notAccelerations(file: string, quantity: OtherQuantity): GroundMotionError {
  const [held, instead] =
    quantity === 'velocity' ? ['velocities', 'velocity'] : ['displacements', 'displacement'];
  return new GroundMotionError(
    file,
    `it holds ${held}, not accelerations`,
    `Choose the acceleration file of the same record instead of this ${instead} file.`,
    quantity,
  );
}

/** A number that should be finite is not; the state before the iteration is unharmed. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';

  /** @param what the quantity's log key or tensor name */
  constructor(readonly what: string) {
    super(
      `${what} became NaN or infinite. The state before this iteration is safe. ` +
        'Lower the learning rate or the entropy coefficient and resume.',
    );
  }
}

/** The GPU went away under the engine. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';

  /** @param reason the browser's own words */
  constructor(reason: string) {
    super(
      `The GPU was lost (${reason}). Everything up to the last save is safe. ` +
        'Resume to go on; if no GPU is found, restart the browser.',
    );
  }
}

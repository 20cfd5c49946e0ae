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

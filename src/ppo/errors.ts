/** The machinery of an engine broke, not the mathematics; the state before this iteration is unharmed. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  /** @param what happened, to go on from "The ... engine failed:" */
  constructor(engine: string, what: string, options?: ErrorOptions) {
    super(
      `The ${engine} engine failed: ${what}. The state before this iteration is safe. ` +
        'Start again to resume; if it happens again, choose another engine.',
      options,
    );
  }
}

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

/** A device allows less than an engine needs: no other start changes that. */
export class LimitError extends Error {
  override readonly name = 'LimitError';

  /** @param words what it needs, and what is allowed */
  constructor(readonly words: string) {
    super(
      `The limits of the GPU are too low: ${words}. Everything up to the last save is safe. ` +
        'Choose another device, or fewer environments where it is a buffer.',
    );
  }
}

/** A device has no memory left for what an engine needs: it may have once something else gives its own back. */
export class DeviceMemoryError extends Error {
  override readonly name = 'DeviceMemoryError';

  /**
   * @param bytes that were wanted
   * @param words the device's own
   */
  constructor(
    readonly bytes: number,
    words: string,
  ) {
    super(
      `The GPU has too little memory left: this stage needs ${Math.ceil(bytes / 2 ** 20)} MiB (${words}). Everything up to the last ` +
        'save is safe. Close what else uses the GPU, choose another device, or lower the number of environments or training records.',
    );
  }
}

/** A zip that cannot be used as a checkpoint, or a state that must not become one. Nothing that is stored has changed. */
export class ModelZipError extends Error {
  override readonly name = 'ModelZipError';

  /**
   * @param what what is wrong, without a full stop
   * @param remedy what to do, a sentence
   */
  constructor(
    readonly what: string,
    remedy = 'Use a checkpoint that this page or PPO.save of Stable-Baselines3 wrote.',
  ) {
    super(`${what}. Nothing stored has changed. ${remedy}`);
  }
}

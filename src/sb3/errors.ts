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

/** A file that is no checkpoint, although nothing tells that it was damaged: another program's zip, or no zip. */
export class UnsuitableZipError extends ModelZipError {}

/** A sound zip of Stable-Baselines3 with a model that this page cannot train. */
export class UnsuitableModelError extends UnsuitableZipError {
  constructor(what: string, remedy = 'Use a model of PPO with "MlpPolicy" that was trained on this task.') {
    super(what, remedy);
  }
}

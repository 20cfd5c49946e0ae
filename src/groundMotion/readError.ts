/** A record file that cannot be used; nothing that is stored has changed. */
export class GroundMotionError extends Error {
  override readonly name = 'GroundMotionError';

  /**
   * @param file its name
   * @param what what is wrong, without a full stop
   * @param remedy what to do, a sentence
   */
  constructor(file: string, what: string, remedy: string) {
    super(`${file}: ${what}. Nothing was changed. ${remedy}`);
  }
}

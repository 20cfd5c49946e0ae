import { StorageSilentError } from './errors';

/** Milliseconds after which a call of the storage that has not ended is told of, and tried anew. */
export const PATIENCE = 8000;

/** One way through a call, which may never end. */
export interface Attempt<Result> {
  readonly result: Promise<Result>;
  /** It has taken too long: whatever is used by it should be used by no other. */
  readonly distrust: () => void;
  /** Nobody waits for it any more; what it has not done, it should not do. */
  readonly abandon: () => void;
}

/**
 * The result of whichever attempt ends first. Another is begun beside those under way whenever none has ended for `PATIENCE`:
 * a storage that is slow but alive thus ends in its own time, and one that has lost a call does not hold up its caller.
 *
 * @param attempts to make at most
 * @param onSilence called each time that patience runs out
 * @throws StorageSilentError when none has ended by then; else, when all have failed, the error of the last
 */
export function withPatience<Result>(
  begin: () => Attempt<Result>,
  attempts: number,
  onSilence: () => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const begun: Attempt<Result>[] = [];
    let failed = 0;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;

    const end = (winner: Attempt<Result> | null) => {
      isOver = true;
      clearTimeout(timer);
      for (const attempt of begun) if (attempt !== winner) attempt.abandon();
    };

    const next = () => {
      const attempt = begin();
      begun.push(attempt);
      timer = setTimeout(() => {
        attempt.distrust();
        onSilence();
        if (begun.length < attempts) return next();
        end(null);
        reject(new StorageSilentError(attempts * PATIENCE));
      }, PATIENCE);
      attempt.result.then(
        (result) => {
          if (isOver) return;
          end(attempt);
          resolve(result);
        },
        (error: Error) => {
          failed++;
          if (isOver || failed < begun.length) return;
          end(attempt);
          reject(error);
        },
      );
    };
    next();
  });
}

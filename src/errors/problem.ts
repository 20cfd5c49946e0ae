/** What went wrong, what is safe, what to do: the three parts of every error that a person reads. */
export interface Problem {
  readonly name: string;
  readonly message: string;
}

/** What was thrown, as it travels between threads. */
export function toProblem(error: unknown): Problem {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}

/** The words of what was thrown, which need not be an `Error`. */
export function messageOf(error: unknown): string {
  return toProblem(error).message;
}

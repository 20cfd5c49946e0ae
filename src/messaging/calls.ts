/** A call of another thread: what is asked, and what is answered. Both are data that messages can carry. */
interface Call {
  readonly question: unknown;
  readonly answer: unknown;
}

/** Calls by name, as an interface whose members are of the form `{ question, answer }`. */
export type CallMap<Calls> = { readonly [Name in keyof Calls]: Call };

/** Who can be asked. */
export interface Caller<Calls extends CallMap<Calls>> {
  /**
   * Asks the other thread.
   *
   * @param transfer what is handed over with the question instead of being copied
   * @throws CallError with what the other thread threw, WorkerClosedError when it is gone
   */
  call<Name extends keyof Calls>(
    name: Name,
    question: Calls[Name]['question'],
    transfer?: Transferable[],
  ): Promise<Calls[Name]['answer']>;
}

/** What answers the calls. What it throws reaches whoever asked. */
export type CallHandlers<Calls extends CallMap<Calls>> = {
  readonly [Name in keyof Calls]: (
    question: Calls[Name]['question'],
  ) => Calls[Name]['answer'] | Promise<Calls[Name]['answer']>;
};

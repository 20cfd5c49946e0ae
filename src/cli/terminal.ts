/** What a stream of the process offers. */
export interface Output {
  readonly isTTY?: boolean;
  /** 0: a terminal that does not say, as a serial one or one that a program made. */
  readonly columns?: number;
  /** Whether more is waiting for its reader than the stream should hold. */
  readonly writableNeedDrain?: boolean;
  /** @param done called once this and all before it is written, or cannot be */
  write(text: string, done?: () => void): unknown;
}

const CLEAR_LINE = '\r\u001b[2K';
const USUAL_COLUMNS = 80;

/** Lines, and below them one that changes, where a person watches; lines only in a file or a batch system's log. */
export class Terminal {
  readonly #out: Output;
  readonly #errors: Output;
  #bar = '';

  /** Whether a line can be written over. */
  readonly isInteractive: boolean;

  constructor(out: Output, errors: Output, kind = process.env.TERM) {
    this.#out = out;
    this.#errors = errors;
    this.isInteractive = Boolean(out.isTTY) && kind !== 'dumb';
  }

  print(text: string): void {
    this.#above(() => this.#out.write(`${text}\n`));
  }

  complain(text: string): void {
    this.#above(() => this.#errors.write(`${text}\n`));
  }

  /** Shows a line below all others until the next one; '' takes it away. */
  showBar(text: string): void {
    if (!this.isInteractive || text === this.#bar) return;
    this.#bar = text;
    this.#draw();
  }

  /** Resolves once whoever reads is no longer behind, or the signal is aborted: then there are other things to do. */
  async keepUp(signal: AbortSignal): Promise<void> {
    const isBehind = [this.#out, this.#errors].some(({ writableNeedDrain }) => writableNeedDrain);
    if (!isBehind || signal.aborted) return;
    const read = new AbortController();
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { signal: read.signal }),
    );
    await Promise.race([this.flush(), aborted]);
    read.abort();
  }

  /** Resolves once all that was printed is written, or cannot be. */
  async flush(): Promise<void> {
    const written = (output: Output) => new Promise<void>((resolve) => output.write('', () => resolve()));
    await Promise.all([this.#out, this.#errors].map(written));
  }

  #above(write: () => void): void {
    if (this.#bar !== '') this.#out.write(CLEAR_LINE);
    write();
    if (this.#bar !== '') this.#draw();
  }

  #draw(): void {
    // One column stays free: some terminals go to the next line when the last is filled.
    const width = (this.#out.columns || USUAL_COLUMNS) - 1;
    this.#out.write(CLEAR_LINE + this.#bar.slice(0, width));
  }
}

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { Progress } from '../trainer/protocol';

/** What a process of one run tells the one that started it. */
export interface RunMessage {
  readonly progress: Progress;
}

/** What a process that trains one run of several writes and tells. */
export interface RunListener {
  /** Takes one line; the process is read no faster than these resolve. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => Promise<void> | void;
  readonly onProgress: (progress: Progress) => void;
}

/** One run of several, in a process of its own: the command line as if it had been called for this run alone. */
export class RunProcess {
  readonly #child: ChildProcess;
  /** Its exit status, once all that it wrote is read; null: a signal ended it. Rejects where the system starts no process. */
  readonly ended: Promise<number | null>;

  /**
   * @param words of the command line
   * @param environment of the process
   */
  constructor(words: readonly string[], environment: NodeJS.ProcessEnv, listener: RunListener) {
    // Its input is nobody's: several cannot ask at once.
    this.#child = fork(process.argv[1], words, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment,
    });
    this.#child.on('message', ({ progress }: RunMessage) => listener.onProgress(progress));
    const status = new Promise<number | null>((resolve, reject) => {
      this.#child.on('error', (error) => {
        // One that runs, and that a signal or a message did not reach, has not ended.
        if (this.#child.pid === undefined) reject(error);
      });
      this.#child.on('exit', resolve);
    });
    const read = (['stdout', 'stderr'] as const).map((stream) =>
      readLines(this.#child[stream], (line) => listener.onLine(line, stream)),
    );
    this.ended = Promise.all([status, ...read]).then(([ended]) => ended);
  }

  /** It stops in order, and leaves an INTERRUPTED checkpoint. */
  interrupt(): void {
    // Unlike SIGINT, which a terminal may have sent it already, it may come twice.
    this.#child.kill('SIGTERM');
  }
}

async function readLines(
  stream: NodeJS.ReadableStream | null,
  take: (line: string) => Promise<void> | void,
): Promise<void> {
  if (!stream) return;
  stream.setEncoding('utf8');
  let rest = '';
  for await (const text of stream) {
    const lines = (rest + String(text)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) await take(line);
  }
  if (rest !== '') await take(rest);
}

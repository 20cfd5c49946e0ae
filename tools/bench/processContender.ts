import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { StageNumber } from '../../src/curriculum/settings';
import type { Contender } from './contender';
import type { Timing } from './timing';
import { NotHere } from './contender';
import type { Portion } from './portion';

/** What a stage is told as; processes in other languages need it in numbers. */
type DescribeStage = (stage: StageNumber, portion: Portion) => object;

/** A contender in a process of its own, asked in lines of JSON: see `peers/contender.py`. */
export class ProcessContender implements Contender {
  readonly name: string;
  readonly description: string;
  readonly #process: LineProcess;
  readonly #describe: DescribeStage;

  private constructor(name: string, description: string, process: LineProcess, describe: DescribeStage) {
    this.name = name;
    this.description = description;
    this.#process = process;
    this.#describe = describe;
  }

  /** @throws NotHere when the process does not introduce itself */
  static async open(
    name: string,
    command: readonly [string, ...string[]],
    describe: DescribeStage,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<ProcessContender> {
    const process = new LineProcess(command, environment);
    const hello = (await process.next()) as { description: string };
    return new ProcessContender(name, hello.description, process, describe);
  }

  async enter(stage: StageNumber, portion: Portion): Promise<void> {
    await this.#process.ask({ command: 'enter', ...this.#describe(stage, portion) });
  }

  async run(): Promise<Timing> {
    return (await this.#process.ask({ command: 'run' })) as Timing;
  }

  close(): Promise<void> {
    return this.#process.end();
  }
}

/** A child that answers every line with a line. */
class LineProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string, undefined>;
  readonly #ended: Promise<void>;
  #complaints = '';

  constructor([command, ...args]: readonly [string, ...string[]], environment: NodeJS.ProcessEnv) {
    const child = spawn(command, args, { env: { ...process.env, ...environment } });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.#ended = new Promise((resolve) => {
      child.once('close', (_, signal) => {
        if (signal) this.#complaints += `\nended by ${signal}`;
        resolve();
      });
      child.once('error', ({ message }) => {
        this.#complaints += message;
        resolve();
      });
    });
    child.stderr.on('data', (chunk: Buffer) => (this.#complaints += chunk.toString()));
    // A child that has died says why itself.
    child.stdin.on('error', () => {});
  }

  ask(request: object): Promise<unknown> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.next();
  }

  /** @throws NotHere with the last line that the child complained in, once it has ended */
  async next(): Promise<unknown> {
    const line: IteratorResult<string, undefined> = await this.#lines.next();
    if (!line.done) return JSON.parse(line.value);
    await this.#ended;
    throw new NotHere(this.#complaints.trim().split('\n').at(-1) || 'ended without a word');
  }

  async end(): Promise<void> {
    this.#child.kill();
    await this.#ended;
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As the real one, `srun` gives SIGTERM to no step: it kills it. */
const SRUN = `#!/bin/sh
"$@" &
echo $! > "$STAND_IN/step"
trap 'kill -KILL $!' TERM
wait $!
`;

/** How a script left its task. */
export interface Ended {
  readonly status: number | null;
  /** All that the task's log file has, of this and of earlier attempts. */
  readonly log: string;
}

/** Slurm as far as a script needs it: its `#SBATCH` lines, the variables of a task, `srun`, `scontrol` and its signal. */
export class StandInSlurm {
  readonly directives: ReadonlyMap<string, string>;
  readonly #folder: string;
  readonly #script: string;

  /** @param folder for its programs and logs */
  constructor(script: string, folder: string) {
    this.#script = script;
    this.#folder = folder;
    const lines = readFileSync(script, 'utf8').matchAll(/^#SBATCH --([a-z-]+)(?:=(.*))?$/gm);
    this.directives = new Map([...lines].map(([, name, value]) => [name, value ?? '']));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'srun'), SRUN, { mode: 0o755 });
    writeFileSync(join(folder, 'scontrol'), '#!/bin/sh\necho "$@" >> "$STAND_IN/scontrol.log"\n', {
      mode: 0o755,
    });
  }

  /** The indices of the array, which must be a range. */
  get array(): number[] {
    const [first, last] = this.#directive('array').split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  }

  /** What the script has asked of `scontrol`. */
  get asked(): string {
    const file = join(this.#folder, 'scontrol.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /**
   * Runs the script for one index of its array, as `sbatch SCRIPT WORDS` does.
   *
   * @param interruptAfter once the task has printed this, its time is nearly up
   */
  async run(index: number, words: string[], cwd: string, interruptAfter?: string): Promise<Ended> {
    const job = String(4710 + index);
    const file = join(
      this.#folder,
      this.#directive('output').replace('%A', '4710').replace('%a', String(index)),
    );
    const isAppended = this.#directive('open-mode') === 'append';
    let log = isAppended && existsSync(file) ? readFileSync(file, 'utf8') : '';
    const environment = {
      SLURM_ARRAY_TASK_ID: String(index),
      SLURM_CPUS_PER_TASK: this.#directive('cpus-per-task'),
      SLURM_JOB_ID: job,
      STAND_IN: this.#folder,
      PATH: `${this.#folder}:${process.env.PATH}`,
    };
    const child = spawn('bash', [this.#script, ...words], { cwd, env: { ...process.env, ...environment } });
    let isPending = interruptAfter !== undefined;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (!isPending || !log.includes(interruptAfter ?? '')) return;
        isPending = false;
        this.#sayThatTimeIsUp(child.pid ?? 0);
      });
    }
    const [status] = (await once(child, 'close')) as [number | null];
    writeFileSync(file, log);
    return { status, log };
  }

  /** As `--signal=[B:]NAME@SECONDS` has it: with `B:` to the script alone, else to the step alone. */
  #sayThatTimeIsUp(script: number): void {
    const [, toScript, name] = /^(B:)?([A-Z0-9]+)@\d+$/.exec(this.#directive('signal')) ?? [];
    const step = Number(readFileSync(join(this.#folder, 'step'), 'utf8'));
    process.kill(toScript ? script : step, `SIG${name}`);
  }

  #directive(name: string): string {
    const value = this.directives.get(name);
    if (value === undefined) throw new Error(`The script has no #SBATCH --${name}.`);
    return value;
  }
}

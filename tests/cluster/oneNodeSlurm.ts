import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { availableParallelism, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** Milliseconds. */
const PATIENCE = { timeout: 60_000, interval: 500 };
const PATH = `${process.env.PATH}:/usr/sbin`;

/** Slurm's daemons for this machine alone, as this user, with everything they write in one folder. */
export class OneNodeSlurm {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #daemons: ChildProcess[];

  private constructor(environment: NodeJS.ProcessEnv, daemons: ChildProcess[]) {
    this.#environment = environment;
    this.#daemons = daemons;
  }

  /** Resolves once the node takes jobs. */
  static async start(folder: string): Promise<OneNodeSlurm> {
    const configuration = join(folder, 'slurm.conf');
    for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
    writeFileSync(configuration, await configure(folder));
    const environment = { ...process.env, PATH, SLURM_CONF: configuration };
    const daemons = ['slurmctld', 'slurmd'].map((name) => {
      const log = openSync(join(folder, `${name}.log`), 'a');
      return spawn(name, ['-D'], { env: environment, stdio: ['ignore', log, log] });
    });
    const slurm = new OneNodeSlurm(environment, daemons);
    try {
      await vi.waitUntil(() => slurm.#answers('sinfo', '-h', '-o', '%T') === 'idle', PATIENCE);
    } catch (error) {
      for (const daemon of daemons) daemon.kill('SIGKILL');
      throw error;
    }
    return slurm;
  }

  /** One of Slurm's commands, from the repository's root; what it prints. */
  run(command: string, ...words: string[]): string {
    return execFileSync(command, words, { env: this.#environment, encoding: 'utf8' }).trim();
  }

  /** The same; null while the daemons do not answer. */
  #answers(command: string, ...words: string[]): string | null {
    try {
      return this.run(command, ...words);
    } catch {
      return null;
    }
  }

  /** The states of a job's tasks that have not ended. */
  states(job: string): string[] {
    return this.run('squeue', '-h', '-j', job, '-o', '%T').split('\n').filter(Boolean);
  }

  async stop(): Promise<void> {
    this.run('scancel', '--user', userInfo().username);
    await vi.waitUntil(() => this.run('squeue', '-h') === '', PATIENCE);
    await Promise.all(
      this.#daemons.map(async (daemon) => {
        const ended = once(daemon, 'close');
        daemon.kill('SIGTERM');
        await ended;
      }),
    );
  }
}

async function configure(folder: string): Promise<string> {
  const [node] = hostname().split('.');
  const user = userInfo().username;
  return `ClusterName=test
SlurmctldHost=${node}(127.0.0.1)
SlurmctldPort=${await freePort()}
SlurmdPort=${await freePort()}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/none
CredType=cred/none
MpiDefault=none
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=2
NodeName=${node} NodeAddr=127.0.0.1 CPUs=${availableParallelism()}
PartitionName=main Nodes=${node} Default=YES
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeModelZip } from '../../../src/checkpoint/zip/modelZip';
import { RandomStream } from '../../../src/random/stream';
import { chromium } from '../../browsers/drivers/puppeteer';
import { Visitor } from '../../browsers/visitor';
import { weightsOf } from '../../browsers/weights';
import { runTrain, TrainProcess } from '../../support/commandLine';

/** Of each soak: `SOAK_ROUNDS=10 npm run test:soak` is a short one. */
const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 100);
/** Another seed is killed at other moments. */
const SEED = Number(process.env.SOAK_SEED ?? 1);
/** Of each stage: some seconds of training, so that kills find it in every part of the run. */
const TIMESTEPS = 65_536;
/** Milliseconds after a file is touched within which a process is killed that is to be killed in a save. */
const IN_A_SAVE = 12;

const COMPLETED = ['stage1_50kN.zip', 'stage2_100kN.zip', 'stage3_150kN.zip', 'stage4_150kN.zip'];
const FINAL = 'final_v9_advanced.zip';

/** What a soak has been through. */
interface Figures {
  kills: number;
  /** At the moment when a file of the store was being written. */
  killsAtWrites: number;
  runs: number;
}

/** Uniform in [0, 1), the same in every soak of the same seed. */
function chances(): () => number {
  const random = new RandomStream(SEED, 0, 0);
  let next = 0;
  return () => random.uniform(0, next++);
}

/** Resolves at the first change of a file below a directory. */
function firstWrite(directory: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(directory, { recursive: true }, () => {
      watcher.close();
      resolve();
    });
    onTestFinished(() => watcher.close());
  });
}

/**
 * Waits for the moment to kill: every other time a random one of the first part of a run, so that a run is killed more than
 * once, else one at a write.
 *
 * @param kills so far
 * @param chance in [0, 1)
 * @param duration of a run that nobody kills, ms
 * @returns whether it is at a write
 */
async function momentOfKill(
  kills: number,
  chance: number,
  duration: number,
  directory: string,
): Promise<boolean> {
  if (kills % 2 === 0) {
    await sleep(chance * duration * 0.4);
    return false;
  }
  // Not always at the first write.
  await sleep(chance * duration * 0.3);
  const isWritten = await Promise.race([firstWrite(directory).then(() => true), sleep(duration, false)]);
  await sleep(chance * IN_A_SAVE);
  return isWritten;
}

function report(what: string, figures: Figures): void {
  console.log(
    `${what}: ${figures.kills} kills, ${figures.killsAtWrites} of them at a write; ${figures.runs} runs came to their end. ` +
      'No completed stage was lost, no file damaged, and all weights are those of a run that was never killed.',
  );
}

describe('killed again and again', () => {
  test(`the command line loses no stage, damages no file and trains the same weights, ${ROUNDS} times`, async () => {
    const root = mkdtempSync(join(tmpdir(), 'tmd-lab-soak-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const stages = [1, 2, 3, 4].flatMap((stage) => ['--set', `stage${stage}.total_timesteps=${TIMESTEPS}`]);
    const words = (directory: string) => ['--preset', 'smoke', ...stages, '--run-dir', directory];
    // Builds the trainer, which takes some seconds once.
    expect(await runTrain('--version')).toMatchObject({ status: 0 });
    const start = performance.now();
    const reference = join(root, 'unbroken');
    expect(await runTrain(...words(reference))).toMatchObject({ status: 0 });
    const duration = performance.now() - start;
    const expected = await weightsIn(reference);
    expect(Object.keys(expected)).toEqual([FINAL, ...COMPLETED]);

    const chance = chances();
    const figures: Figures = { kills: 0, killsAtWrites: 0, runs: 0 };
    let directory = join(root, 'run0');
    let known = new Map<string, string>();
    for (let round = 0; round < ROUNDS; round++) {
      mkdirSync(directory, { recursive: true });
      const training = new TrainProcess(...words(directory));
      const kill = momentOfKill(figures.kills, chance(), duration, directory).then((isAtWrite) => {
        training.child.kill('SIGKILL');
        return isAtWrite;
      });
      const { status, errors } = await training.ended;
      const files = hashesIn(directory);
      for (const [name, hash] of known) expect(files.get(name), `${name}, round ${round}`).toBe(hash);
      known = new Map([...files].filter(([name]) => COMPLETED.includes(name)));
      for (const name of files.keys())
        await decodeModelZip(new Uint8Array(readFileSync(join(directory, name))));
      if (status === 0) {
        expect(await weightsIn(directory)).toEqual(expected);
        figures.runs++;
        directory = join(root, `run${figures.runs}`);
        known = new Map();
      } else {
        expect(status, `round ${round}: ${errors}`).toBeNull();
        figures.kills++;
        if (await kill) figures.killsAtWrites++;
      }
    }
    expect(await runTrain(...words(directory))).toMatchObject({ status: 0 });
    expect(await weightsIn(directory)).toEqual(expected);
    figures.runs++;
    report('The command line', figures);
  });

  test(`the page loses no stage, damages no file and trains the same weights, ${ROUNDS} times`, async () => {
    const visitor = new Visitor(chromium);
    const stages = [1, 2, 3, 4].map((stage) => `stage${stage}.total_timesteps=${TIMESTEPS}`);
    const link = (run: string) => `#preset=smoke&${stages.join('&')}&run=${run}`;
    const train = async () => {
      const start = performance.now();
      await visitor.clickPrimary();
      await visitor.waitForLine('TRAINING COMPLETE');
      const duration = performance.now() - start;
      // The list of files is read anew after the last line.
      await visitor.waitForButton(/final/i);
      return duration;
    };
    const weights = () => weightsOfAll((name) => visitor.download(name));
    await visitor.open(link('unbroken'));
    const duration = await train();
    const expected = await weights();

    const chance = chances();
    const figures: Figures = { kills: 0, killsAtWrites: 0, runs: 0 };
    let run = 'run0';
    let known: Readonly<Record<string, string>> = {};
    for (let round = 0; round < ROUNDS; round++) {
      await visitor.open(link(run));
      const files = await visitor.hashes();
      expect(files, `round ${round}`).toMatchObject(known);
      known = Object.fromEntries(Object.entries(files).filter(([name]) => COMPLETED.includes(name)));
      if (FINAL in files || Object.keys(known).length === COMPLETED.length) {
        await train();
        expect(await weights()).toEqual(expected);
        figures.runs++;
        run = `run${figures.runs}`;
        known = {};
        continue;
      }
      await visitor.clickPrimary();
      const store = join(visitor.profile, 'Default', 'IndexedDB');
      mkdirSync(store, { recursive: true });
      const isAtWrite = await momentOfKill(figures.kills, chance(), duration, store);
      await visitor.closeBrowser('kill');
      figures.kills++;
      if (isAtWrite) figures.killsAtWrites++;
    }
    await visitor.open(link(run));
    expect(await visitor.hashes()).toMatchObject(known);
    await train();
    expect(await weights()).toEqual(expected);
    figures.runs++;
    report('The page', figures);
  });
});

/** SHA-256 of each checkpoint in a directory. */
function hashesIn(directory: string): Map<string, string> {
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.zip')) : [];
  return new Map(
    names.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(directory, name)))
        .digest('hex'),
    ]),
  );
}

const weightsIn = (directory: string) =>
  weightsOfAll((name) => Promise.resolve(readFileSync(join(directory, name))));

/** SHA-256 of the weights in each completed checkpoint and the final model. */
async function weightsOfAll(read: (name: string) => Promise<Buffer>): Promise<Record<string, string>> {
  const weights: Record<string, string> = {};
  for (const name of [FINAL, ...COMPLETED]) weights[name] = await weightsOf(await read(name));
  return weights;
}

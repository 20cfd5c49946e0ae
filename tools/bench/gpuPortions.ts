/**
 * How long the GPU is busy with each submission of the WebGPU engine, by the queue's own word and not by what the engine's pacing
 * believes: `VK_ICD_FILENAMES=… node tools/bench/run.mjs gpuPortions.ts [PRESET [STAGE]]`. It asserts nothing.
 */
import { openNodeEngine } from '../../src/cli/openNodeEngine';
import { installDawn } from '../../src/cli/dawn';
import { PRESETS } from '../../src/curriculum/presets';
import { stageTask } from '../../src/ppo/stageTask';
import { EngineRunner } from './engineRunner';
import { describeMachine, load } from './machine';

/** A submission: what the engine calls its work, and milliseconds from when the queue was free for it until it was done. */
interface Submission {
  readonly label: string;
  readonly taken: number;
}

/** Puts another method in a method's place, which hears of its object, the one that it replaces and the arguments. */
function replace<Owner extends object, Arguments extends unknown[], Result>(
  owner: Owner,
  name: keyof Owner,
  method: (self: Owner, original: (...given: Arguments) => Result, given: Arguments) => Result,
): void {
  const original = owner[name] as (...given: Arguments) => Result;
  Object.assign(owner, {
    [name](this: Owner, ...given: Arguments) {
      return method(this, original.bind(this), given);
    },
  });
}

/** Records every submission from here on. */
function watchQueues(): Submission[] {
  const submissions: Submission[] = [];
  const labels = new WeakMap<GPUCommandBuffer, string>();
  const labelOf = (buffer: GPUCommandBuffer) => labels.get(buffer) ?? 'copies';
  replace(
    GPUDevice.prototype,
    'createCommandEncoder',
    (_device, create: (of?: GPUCommandEncoderDescriptor) => GPUCommandEncoder, [descriptor]) => {
      const encoder = create(descriptor);
      replace(
        encoder,
        'finish',
        (_encoder, finish: (of?: GPUCommandBufferDescriptor) => GPUCommandBuffer, [of]) => {
          const buffer = finish(of);
          labels.set(buffer, descriptor?.label ?? 'copies');
          return buffer;
        },
      );
      return encoder;
    },
  );
  let lastDone = -Infinity;
  replace(GPUQueue.prototype, 'submit', (queue, submit, [buffers]: [Iterable<GPUCommandBuffer>]) => {
    const all = [...buffers];
    const submitted = performance.now();
    submit(all);
    void queue.onSubmittedWorkDone().then(() => {
      const done = performance.now();
      const label = all.map(labelOf).join(', ') || 'nothing';
      submissions.push({ label, taken: done - Math.max(submitted, lastDone) });
      lastDone = done;
    }, console.error);
  });
  return submissions;
}

function table(submissions: readonly Submission[]): string {
  const rows = [...new Set(submissions.map(({ label }) => label))].map((label) => {
    const times = submissions
      .filter((each) => each.label === label)
      .map(({ taken }) => taken)
      .sort((a, b) => a - b);
    const figures = [
      times[Math.floor(times.length / 2)],
      times[Math.floor(times.length * 0.99)],
      times.at(-1) ?? 0,
    ];
    return `| ${label} | ${times.length} | ${figures.map((time) => time.toFixed(0)).join(' | ')} |`;
  });
  const head = '| work | submissions | median ms | 99th percentile | longest |\n|---|---|---|---|---|';
  return [head, ...rows].join('\n');
}

export async function main([name = 'v9', stage = '4']: readonly string[]): Promise<void> {
  const settings = PRESETS[name];
  if (!settings) throw new Error(`There is no preset ${name}.`);
  const number = Number(stage);
  if (number !== 1 && number !== 2 && number !== 3 && number !== 4) throw new Error('Stages are 1 to 4.');
  await installDawn();
  const submissions = watchQueues();
  const before = load();
  const { engine, device } = await openNodeEngine('webgpu', null, console.error);
  const task = stageTask(settings, number);
  const runner = new EngineRunner(engine);
  // The epochs of an update are alike: one is enough.
  await runner.enter(settings, { ...task, hyperparameters: { ...task.hyperparameters, n_epochs: 1 } });
  for (const when of ['the first iteration', 'the second']) {
    submissions.length = 0;
    await runner.run();
    console.log(`\n${name}, stage ${number}, ${when}:\n\n${table(submissions)}`);
  }
  console.log(
    `\n${[device, ...describeMachine(), `load before and after: ${before}, ${load()}`].join('; ')}`,
  );
}

import { shapeOf } from '../../../src/ppo/engines/webgpu/shape';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GpuFailure } from '../../../src/gpu/device';
import type { GpuDevice } from '../../../src/gpu/device';
import { passConstants } from '../../../src/ppo/engines/webgpu/passConstants';
import { compileShader, createPipelines, ShaderError } from '../../../src/ppo/engines/webgpu/pipelines';
import { Submitter } from '../../../src/ppo/engines/webgpu/submitter';
import { tuningOf } from '../../../src/ppo/engines/webgpu/tuning';
import { WebgpuEngine } from '../../../src/ppo/engines/webgpu/webgpuEngine';
import { EngineGroup } from '../../../src/ppo/engines/webgpu/engineGroup';
import { shortRecord } from '../../support/environments';
import { stateAfter } from '../../support/engineContract';
import { iterateOnce } from '../../support/engineParity';
import { NO_SCALES, parityCase, SMALL_CASE } from '../../support/parityCases';
import { chosenByName, chosenOf } from '../../support/extent';
import { openGpu } from '../../support/webgpuEngines';
import { V9 } from '../../support/v9Building';

/** Of all tests but those that spend it: each new one compiles its shaders anew. */
let unspent: GpuDevice | null = null;
let gpu: GpuDevice;

beforeEach(async () => {
  gpu = unspent ??= await openGpu();
});

afterAll(() => unspent?.destroy());

/** Leaves the next test a device of its own. */
function spendDevice(): void {
  gpu.destroy();
  unspent = null;
}

/** Portions of a size of their own, whatever they take. */
class FixedPortions extends Submitter {
  /** @param isCut as if one step and one minibatch were too much for a portion */
  constructor(
    readonly size: number,
    readonly isCut = false,
  ) {
    super(gpu);
  }

  override fits(): boolean {
    return !this.isCut;
  }

  override amount(): number {
    return this.size;
  }
}

/** An engine of its own on the test's device. */
function engineOf(submitter = new Submitter(gpu)): WebgpuEngine {
  return new WebgpuEngine(new EngineGroup(gpu, { submitter }));
}

async function begunEngine(): Promise<WebgpuEngine> {
  // So small that each phase has several.
  const engine = engineOf(new FixedPortions(1));
  await engine.begin(SMALL_CASE.task, SMALL_CASE.state);
  return engine;
}

test('a device that refuses work says so at the next look, and from then on', async () => {
  const refusing = await openGpu();
  expect(() => refusing.check()).not.toThrow();
  refusing.device.createBuffer({ size: 4, usage: 0xffff_ffff });
  await refusing.device.queue.onSubmittedWorkDone();
  expect(() => refusing.check()).toThrow(GpuFailure);
  expect(() => refusing.check()).toThrow(GpuFailure);
  refusing.destroy();
});

describe('a shader that the compiler refuses', () => {
  test('is shown with its line, and is no failure of the device', async () => {
    const code = 'fn twice(x: f32) -> f32 {\n  return 2u * x;\n}\n';
    const compiling = compileShader(gpu.device, 'doubling', code);
    await expect(compiling).rejects.toThrow(ShaderError);
    await expect(compiling).rejects.toThrow(
      // Naga names the function.
      /"doubling".*in line (2: return 2u \* x;|1: fn twice\(x: f32\) -> f32 \{)/,
    );
    await gpu.device.queue.onSubmittedWorkDone();
    expect(() => gpu.check()).not.toThrow();
  });

  test('for its constants is shown by its name, and is no failure of the device', async () => {
    const constants = passConstants(
      { finalsPerEnvironment: 1, samples: 64, environments: 4 },
      { widest: 16 },
      {
        ...tuningOf(gpu.device.limits, true, { widest: 16, hidden: [16], batchRows: 64 }),
        tileThreads: 65_536,
      },
      SMALL_CASE.task.environment,
    );
    const compiling = createPipelines(gpu.device, shapeOf(V9), constants);
    await expect(compiling).rejects.toThrow(ShaderError);
    await expect(compiling).rejects.toThrow(/the pass "(evaluate|gradient)"/);
    await gpu.device.queue.onSubmittedWorkDone();
    expect(() => gpu.check()).not.toThrow();
  });
});

describe('portions of the work', () => {
  const CASE = parityCase('portions', {
    netArch: [24, 16],
    environment: { count: 6, records: [shortRecord(17), shortRecord(30, 0.4)] },
    hyperparameters: { n_steps: 50, batch_size: 64, n_epochs: 3 },
  });
  const STOPPED = parityCase('stopped', {
    netArch: [32],
    hyperparameters: { n_steps: 64, batch_size: 32, n_epochs: 6, target_kl: 1e-4 },
  });

  test.each(chosenOf([CASE, STOPPED], [CASE]))(
    'do not change the results, bit for bit: $name',
    async (parity) => {
      const inPortionsOf = async (size: number, isCut = false) => {
        const engine = engineOf(new FixedPortions(size, isCut));
        return stateAfter(() => Promise.resolve(engine), parity, 0, 2);
      };
      const whole = await inPortionsOf(1000);
      expect(await inPortionsOf(1)).toEqual(whole);
      expect(await inPortionsOf(7)).toEqual(whole);
      // Parts of a step and of a minibatch, one workgroup at a time and several.
      expect(await inPortionsOf(1, true)).toEqual(whole);
      expect(await inPortionsOf(3, true)).toEqual(whole);
    },
  );

  test('do not either where the queue answers late, as in Firefox', async () => {
    const open = () => Promise.resolve(engineOf());
    const atOnce = await stateAfter(open, CASE, 0, 2);
    const { queue } = gpu.device;
    const answer = queue.onSubmittedWorkDone.bind(queue);
    queue.onSubmittedWorkDone = async () => {
      await answer();
      await new Promise((resolve) => setTimeout(resolve, 103));
      return undefined;
    };
    expect(await stateAfter(open, CASE, 0, 2)).toEqual(atOnce);
    // What the device has of its own hides what it inherits.
    Reflect.deleteProperty(queue, 'onSubmittedWorkDone');
  });
});

describe('a read-back whose second half is zeros', () => {
  /** Zeros where the numbers of large buffers were, in so many of the next read-backs; without an error, as when a device goes. */
  function spoil(times: number): void {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with `call`
    const { getMappedRange } = GPUBuffer.prototype;
    vi.spyOn(GPUBuffer.prototype, 'getMappedRange').mockImplementation(function (this: GPUBuffer) {
      const range = getMappedRange.call(this);
      if (range.byteLength < 1024 || times-- <= 0) return range;
      const half = range.slice(0);
      new Uint8Array(half).fill(0, half.byteLength / 2);
      return half;
    });
  }

  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('is real: a plain one takes the zeros for numbers', async () => {
    const engine = await begunEngine();
    const before = new Float32Array(await engine.inspect('network'));
    spoil(1);
    const spoilt = new Float32Array(await engine.inspect('network'));
    expect(spoilt).not.toEqual(before);
    expect(spoilt.subarray(spoilt.length / 2).every((value) => value === 0)).toBe(true);
  });

  test('is read again, and the state is what it was', async () => {
    const engine = await begunEngine();
    await iterateOnce(engine, 0);
    const before = await engine.snapshot();
    spoil(1);
    expect(await engine.snapshot()).toEqual(before);
  });

  test('is an error where it never comes back as it is, and nothing is lost', async () => {
    const engine = await begunEngine();
    const before = await engine.snapshot();
    spoil(Infinity);
    await expect(engine.snapshot()).rejects.toThrow(
      'what came back from the GPU is not what is there, 3 times',
    );
    vi.restoreAllMocks();
    expect(await engine.snapshot()).toEqual(before);
  });
});

// Last, so that the programs which the others have compiled are there still.
describe('a device that fails within an iteration', () => {
  afterEach(spendDevice);

  const failures: readonly [string, () => void][] = [
    ['is lost', () => gpu.device.destroy()],
    ['refuses work', () => gpu.device.createBuffer({ size: 4, usage: 0xffff_ffff })],
  ];
  const phases = ['rollout', 'update'] as const;
  const cases = failures.flatMap(([name, fail]) => phases.map((phase) => [name, phase, fail] as const));
  // A device each: how one that refuses work tells of it is above.
  const isWanted = chosenByName(/^is lost in the rollout$/);

  test.each(cases.filter(([name, phase]) => isWanted(`${name} in the ${phase}`)))(
    '%s in the %s: it ends in an error, and nothing is taken for a result',
    async (_, phase, fail) => {
      const engine = await begunEngine();
      await iterateOnce(engine, 0);
      let failed = false;
      const iteration = engine.iterate({
        iteration: 1,
        learningRate: 3e-4,
        scales: NO_SCALES,
        signal: new AbortController().signal,
        onProgress: (progress) => {
          if (failed || progress.phase !== phase) return;
          failed = true;
          fail();
        },
      });
      await expect(iteration).rejects.toThrow(GpuFailure);
      await expect(engine.snapshot()).rejects.toThrow(GpuFailure);
      await expect(iterateOnce(engine, 1)).rejects.toThrow(GpuFailure);
    },
  );
});

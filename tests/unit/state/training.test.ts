import { afterEach, describe, expect, test, vi } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { recallSpeed } from '../../../src/state/speedMemory';
import type { DeviceInfo, Progress, SessionResult, TrainerEvent } from '../../../src/trainer/protocol';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';

const progressAt = (stageTimesteps: number): Progress => ({
  stage: 1,
  stageTimesteps,
  stageTotal: 256,
  runTimesteps: stageTimesteps,
  runTotal: 1024,
  stepsPerSecond: 500,
  secondsLeft: 1,
  phase: 'rollout',
  phaseFraction: 0,
  deviceBytes: null,
});

const INTERRUPTED: SessionResult = { outcome: 'interrupted', problem: null };

function device(engine: 'wasm' | 'webgpu'): DeviceInfo {
  return { engine, label: `a ${engine}`, reason: 'It is here.', available: [engine] };
}

describe('training, as the page sees it', () => {
  test('a start sends the settings, and forgets what the last training told', () => {
    const { training, hear, questions, settings } = makePage();
    hear({ type: 'stage', stage: 2, numTimesteps: 256 });
    hear({ type: 'evaluation', evaluations: [], final: true });
    training.chooseDevice('wasm');
    training.start({ isSingleIteration: true });
    expect(training).toMatchObject({ status: 'running', stage: null, run: '', finalEvaluations: [] });
    expect(questions('start')).toEqual([
      {
        ...{ settings: settings.current, engine: 'wasm', isSingleIteration: true },
        promised: { kind: 'fresh', path: null },
      },
    ]);
    training.interrupt();
    expect([training.status, questions('interrupt').length]).toEqual(['stopping', 1]);
  });

  test('a start that would do something else than it promised waits for a word', async () => {
    const { training, put, disk, answer, questions, texts } = makePage();
    await put(PATH);
    training.start({ isSingleIteration: true });
    expect(questions('start')[0].promised).toEqual({ kind: 'resume', path: PATH });
    await disk.delete([PATH]);
    const problem = { name: 'FilesChangedError', message: 'The files have changed.' };
    await answer('start', { outcome: 'error', problem });
    await expect.poll(() => training.refused).toEqual({ isSingleIteration: true });
    expect([training.status, texts()]).toEqual(['idle', []]);
    training.startAfterAll();
    expect(training.refused).toBe(null);
    expect(questions('start')[1]).toMatchObject({
      isSingleIteration: true,
      promised: { kind: 'fresh', path: null },
    });
  });

  test('it is over once the files it wrote are seen', async () => {
    const { training, files, disk, answer } = makePage();
    await files.refresh();
    training.start();
    await disk.write(PATH, new Uint8Array([1]));
    let look: () => void = () => undefined;
    const looked = new Promise<void>((resolve) => (look = resolve));
    const list = disk.list.bind(disk);
    vi.spyOn(disk, 'list').mockImplementation((prefix) => looked.then(() => list(prefix)));
    await answer('start', INTERRUPTED);
    expect(training.status).toBe('running');
    look();
    await expect.poll(() => training.status).toBe('idle');
    expect(files.files.map(({ path }) => path)).toEqual([PATH]);
  });

  test('it is over as well where the files cannot be seen', async () => {
    const { training, disk, answer, texts } = makePage();
    vi.spyOn(disk, 'list').mockRejectedValue(new Error('The disk does not answer.'));
    training.start();
    await answer('start', INTERRUPTED);
    await expect.poll(() => training.status).toBe('idle');
    expect(texts()).toEqual(['The disk does not answer.']);
  });

  test('of many numbers the page draws the newest, and the log has all of them', async () => {
    const { training, logs, hear } = makePage();
    const { revision } = logs;
    training.start();
    for (const step of [64, 128, 192]) {
      hear({ type: 'progress', progress: progressAt(step) });
      const values = { 'time/total_timesteps': step } as const;
      hear({ type: 'log', record: { stage: 1, wallTime: step, values, episodes: [] } });
    }
    expect([training.progress, logs.log.length]).toEqual([null, 0]);
    await expect.poll(() => training.progress?.stageTimesteps).toBe(192);
    expect([logs.log.length, logs.revision - revision]).toEqual([3, 1]);
  });

  test('the end shows what was not drawn yet, and its speed is remembered for this device', async () => {
    const { training, hear, answer } = makePage();
    training.start();
    hear({ type: 'device', device: device('wasm') });
    hear({ type: 'progress', progress: progressAt(256) });
    expect(training.progress).toBe(null);
    await answer('start', INTERRUPTED);
    expect(training.progress?.stageTimesteps).toBe(256);
    expect(recallSpeed('a wasm', 'smoke')).toBe(500);
    await expect.poll(() => training.status).toBe('idle');
  });

  test('the only copy of a checkpoint is held until the disk has it', () => {
    const { training, hear, announcements } = makePage();
    const bytes = new Uint8Array([1]);
    const unsaved = (message: string): TrainerEvent => ({
      type: 'unsaved',
      path: PATH,
      bytes,
      problem: { name: 'DiskFullError', message },
    });
    hear(unsaved('full'));
    hear(unsaved('still full'));
    expect(training.unsaved).toEqual([{ path: PATH, bytes, message: 'still full' }]);
    expect(announcements.current).toBe('stage1_50kN.zip could not be saved. Download it.');
    hear({ type: 'saved', path: 'models/rl_v9_advanced/stage2_100kN.zip', at: 1 });
    expect(training.unsaved.length).toBe(1);
    hear({ type: 'saved', path: PATH, at: 2 });
    expect(training.unsaved).toEqual([]);
    expect(training.lastSaved).toEqual({ path: PATH, at: 2 });
  });

  test('automatic saves are not announced, completed stages are', () => {
    const { hear, announcements } = makePage({ isKept: false });
    hear({ type: 'saved', path: 'models/rl_v9_advanced/stage1_INTERRUPTED_50kN.zip', at: 1 });
    expect(announcements.current).toBe('');
    hear({ type: 'saved', path: PATH, at: 2 });
    expect(announcements.current).toBe('stage1_50kN.zip is in memory only. Download it.');
  });

  test('a device brings its recipe only where nothing was chosen and nothing is trained', async () => {
    const chosen = makePage();
    await chosen.answer('probe', device('webgpu'));
    expect(chosen.training.device?.engine).toBe('webgpu');
    expect(chosen.settings.current.preset).toBe('smoke');
    const page = makePage({ address: 'http://localhost/' });
    page.training.start();
    await page.answer('probe', device('webgpu'));
    page.hear({ type: 'device', device: device('webgpu') });
    expect(page.settings.current).toBe(PRESETS.calm);
    page.training.status = 'idle';
    page.training.chooseDevice('webgpu');
    expect(page.questions('probe').at(-1)).toEqual({ engine: 'webgpu' });
    await page.answer('probe', device('webgpu'));
    expect(page.settings.current).toBe(PRESETS['calm-gpu']);
  });

  test('why no device could be found is said in the console', async () => {
    const { training, serve } = makePage();
    serve({ probe: () => Promise.reject(new Error('There is no engine here.')) });
    training.chooseDevice('webgpu');
    await expect
      .poll(() => training.console.lines)
      .toMatchObject([{ text: 'There is no engine here.', level: 'error' }]);
  });

  test('how it ended is announced, and an iteration alone is not called interrupted', async () => {
    const { training, answer, announcements } = makePage();
    training.start();
    await answer('start', INTERRUPTED);
    expect(announcements.current).toMatch(/^Training was interrupted\./);
    training.start({ isSingleIteration: true });
    await answer('start', { outcome: 'paused', problem: null });
    // One announcement leaves the other its time.
    await expect.poll(() => announcements.current).toBe('One iteration is done. What was learnt is saved.');
  });

  test('a worker that dies ends the training, says so, and is replaced', async () => {
    const { training, die, texts, questions, announcements } = makePage();
    training.start();
    die('out of memory');
    expect(texts()).toEqual([
      expect.stringMatching(/worker stopped \(out of memory\).*is safe.*Start again/),
    ]);
    await expect.poll(() => training.status).toBe('idle');
    expect(announcements.current).toBe('Training stopped because of an error.');
    expect(texts().length).toBe(1);
    training.start();
    expect(questions('start').length).toBe(1);
    expect(texts()).toEqual([]);
  });
});

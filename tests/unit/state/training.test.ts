import { afterEach, describe, expect, test, vi } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { SettingsState } from '../../../src/state/settings.svelte';
import { recallSpeed, recallTimed } from '../../../src/state/speedMemory';
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
    training.device.choose('wasm');
    training.start({ isSingleIteration: true });
    expect([training.status, training.stage]).toEqual(['running', null]);
    expect(training.shown).toMatchObject({ run: '', finalEvaluations: [] });
    expect(questions('start')).toEqual([
      {
        ...{ settings: settings.current, engine: 'wasm', isSingleIteration: true },
        ...{ timed: [], areUnchosen: false },
        promised: { kind: 'fresh', path: null },
      },
    ]);
    training.interrupt();
    expect([training.status, questions('interrupt').length]).toEqual(['stopping', 1]);
  });

  test('what is trained is what the next visit goes on with, also where it came with a link', () => {
    const { training, browser } = makePage({ address: 'http://localhost/#preset=smoke&seed=5' });
    training.start();
    browser.goTo('http://localhost/');
    expect(new SettingsState().current).toEqual({ ...PRESETS.smoke, seed: 5 });
  });

  test('settings that nobody chose are not chosen by a start', () => {
    const { training } = makePage({ address: 'http://localhost/' });
    training.start();
    expect(new SettingsState().isChosen).toBe(false);
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
    expect(training.unsaved.all).toEqual([{ path: PATH, bytes, message: 'still full' }]);
    expect(announcements.current).toBe('stage1_50kN.zip could not be saved. Download it.');
    hear({ type: 'saved', path: 'models/rl_v9_advanced/stage2_100kN.zip', at: 1 });
    expect(training.unsaved.all.length).toBe(1);
    hear({ type: 'saved', path: PATH, at: 2 });
    expect(training.unsaved.all).toEqual([]);
    expect(training.lastSaved).toEqual({ path: PATH, at: 2 });
  });

  test('of each file that is saved people are told outside of the page, though two runs save at once', () => {
    const { hear, notified } = makePage();
    const paths = ['one', 'two'].map((run) => `models/rl_v9_advanced/${run}/stage1_50kN.zip`);
    for (const path of paths) hear({ type: 'saved', path, at: 1 });
    expect(notified).toEqual(paths);
  });

  test('automatic saves are not announced, completed stages are', () => {
    const { hear, announcements } = makePage({ isKept: false });
    hear({ type: 'saved', path: 'models/rl_v9_advanced/stage1_INTERRUPTED_50kN.zip', at: 1 });
    expect(announcements.current).toBe('');
    hear({ type: 'saved', path: PATH, at: 2 });
    expect(announcements.current).toBe('stage1_50kN.zip is in memory only. Download it.');
  });

  test('a device brings no recipe; a start says whether anybody chose the settings', async () => {
    const page = makePage({ address: 'http://localhost/' });
    page.training.device.choose('webgpu');
    expect(page.questions('probe').at(-1)).toEqual({
      ...{ engine: 'webgpu', settings: PRESETS.calm, timed: [], path: null },
    });
    // It was asked before the choice.
    await page.answer('probe', device('wasm'));
    expect(page.training.device.info).toBeNull();
    await page.answer('probe', device('webgpu'));
    expect(page.training.device.info?.engine).toBe('webgpu');
    expect(page.settings.current).toBe(PRESETS.calm);
    page.training.start();
    expect(page.questions('start')).toMatchObject([{ areUnchosen: true }]);
    const larger = PRESETS['calm-gpu'];
    page.hear({ type: 'settings', settings: larger });
    expect(page.settings.current).toBe(larger);
    expect(page.settings.isChosen).toBe(true);
    const chosen = makePage();
    chosen.training.start();
    expect(chosen.questions('start')).toMatchObject([{ areUnchosen: false }]);
  });

  test('which device would train is asked again for another preset or another checkpoint, and not while it trains', async () => {
    const { training, settings, disk, files, questions, answer } = makePage();
    const asked = () => questions('probe').length;
    const before = asked();
    training.device.lookAgain();
    expect(asked()).toBe(before);
    settings.choosePreset('calm');
    training.device.lookAgain();
    training.device.lookAgain();
    expect(asked()).toBe(before + 1);
    await disk.write(PATH, new Uint8Array(1));
    await files.refresh();
    training.device.lookAgain();
    expect(questions('probe').at(-1)).toMatchObject({ path: PATH });
    training.start();
    settings.choosePreset('v9');
    training.device.lookAgain();
    expect(asked()).toBe(before + 2);
    // What was asked before the start says nothing of the training.
    await answer('probe', device('webgpu'));
    expect(training.device.info).toBeNull();
  });

  test('engines that were timed are remembered, each place once, and known to the next start', () => {
    const { training, hear, questions } = makePage();
    const timed = { engine: 'wasm', place: 'here', stepsPerSecond: 100, isBound: false } as const;
    hear({ type: 'timed', timed: { ...timed, stepsPerSecond: 50 } });
    hear({ type: 'timed', timed });
    hear({ type: 'timed', timed: { ...timed, engine: 'webgpu', place: 'there', isBound: true } });
    training.start();
    expect(questions('start')).toMatchObject([
      { timed: [timed, { engine: 'webgpu', place: 'there', isBound: true }] },
    ]);
    for (let i = 0; i < 20; i++) hear({ type: 'timed', timed: { ...timed, place: `${i}` } });
    expect(recallTimed().map(({ place }) => place)).toEqual(Array.from({ length: 16 }, (_, i) => `${i + 4}`));
  });

  test.each(['no JSON', '{}', '[null, 1, {"engine": "abacus"}, {"engine": "wasm", "place": "x"}]'])(
    'what is kept of timed engines and makes no sense is none: %s',
    (text) => {
      makePage();
      localStorage.setItem('tmd-lab.timedEngines', text);
      expect(recallTimed()).toEqual([]);
    },
  );

  test('why no device could be found is said in the console', async () => {
    const { training, serve } = makePage();
    serve({ probe: () => Promise.reject(new Error('There is no engine here.')) });
    training.device.choose('webgpu');
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

  test('evaluations are made anew without a start, and that is not called a training', async () => {
    const { training, answer, questions, settings, announcements } = makePage();
    training.evaluateAgain();
    expect(training.status).toBe('running');
    expect(questions('start')).toEqual([]);
    expect(questions('evaluateAgain')).toMatchObject([{ settings: settings.current }]);
    await answer('evaluateAgain', { outcome: 'evaluated', problem: null });
    await expect.poll(() => training.status).toBe('idle');
    expect(announcements.current).toBe('The completed stages are evaluated.');
  });

  test('a worker that dies while nothing is trained is told of, and replaced', () => {
    const { training, speak, die, texts, questions } = makePage();
    speak();
    die('out of memory');
    expect(texts()).toEqual([
      expect.stringMatching(/worker stopped \(out of memory\).*is safe.*Start again/),
    ]);
    training.start();
    expect(questions('start').length).toBe(1);
    expect(training.status).toBe('running');
  });
});

describe('a training whose worker is gone', () => {
  const INTERRUPTED_PATH = 'models/rl_v9_advanced/stage2_INTERRUPTED_100kN.zip';

  /** The worker lives, as every one does that trains, and dies. */
  const die = (page: ReturnType<typeof makePage>) => {
    page.speak();
    page.die('out of memory');
  };

  test('is started again once by itself, from the checkpoint that it saved last', async () => {
    const page = makePage();
    const { training, hear, questions, texts } = page;
    training.start();
    hear({ type: 'saved', path: PATH, at: 1 });
    hear({ type: 'saved', path: INTERRUPTED_PATH, at: 2 });
    die(page);
    await expect.poll(() => questions('continue').map(({ path }) => path)).toEqual([INTERRUPTED_PATH]);
    expect(training.status).toBe('running');
    expect(texts()).toEqual([
      'The training worker stopped (out of memory). Everything up to the last save is safe. ' +
        'Training was started again by itself, from stage2_INTERRUPTED_100kN.zip.',
    ]);
  });

  test('goes on by the resume rules after a completed stage, and as it began where nothing was saved', async () => {
    const page = makePage();
    const { training, questions } = page;
    training.continueFrom(INTERRUPTED_PATH, { isSingleIteration: true });
    die(page);
    await expect.poll(() => questions('continue').length).toBe(1);
    expect(questions('continue')).toMatchObject([{ path: INTERRUPTED_PATH, isSingleIteration: true }]);
    const second = makePage();
    second.training.start();
    second.hear({ type: 'saved', path: PATH, at: 1 });
    die(second);
    await expect.poll(() => second.questions('start').length).toBe(1);
    expect(second.texts()).toEqual([expect.stringMatching(/from the last completed stage\.$/)]);
  });

  test('under the settings of the checkpoint that it went on from', async () => {
    const page = makePage();
    const { training, hear, questions } = page;
    training.continueFrom(INTERRUPTED_PATH);
    hear({ type: 'settings', settings: { ...PRESETS.smoke, seed: 99 } });
    hear({ type: 'saved', path: PATH, at: 1 });
    die(page);
    await expect.poll(() => questions('start')).toMatchObject([{ settings: { seed: 99 } }]);
  });

  test('is offered to be started again the second time', async () => {
    const page = makePage();
    const { training, hear, questions, notices } = page;
    training.start();
    die(page);
    await expect.poll(() => questions('start').length).toBe(1);
    hear({ type: 'saved', path: INTERRUPTED_PATH, at: 2 });
    die(page);
    await expect.poll(() => training.status).toBe('idle');
    const [notice] = notices.current;
    expect(notice.text).toMatch(/second time/);
    expect(notice.action?.label).toBe('Start again from the last save');
    notice.action?.act();
    expect(questions('continue').map(({ path }) => path)).toEqual([INTERRUPTED_PATH]);
    expect([training.status, notices.current]).toEqual(['running', []]);
  });

  test('waits until the browser has freed the run, and starts nothing that was interrupted', async () => {
    const page = makePage();
    const { training, questions, browser, texts } = page;
    training.start();
    browser.locks.push({ name: 'tmd-lab:models/rl_v9_advanced/' });
    die(page);
    await expect.poll(texts).toEqual([expect.stringMatching(/being started again/)]);
    training.interrupt();
    browser.locks.length = 0;
    await expect.poll(() => training.status).toBe('idle');
    expect(questions('start')).toEqual([]);
    expect(texts().at(-1)).toMatch(/^The training worker stopped \(out of memory\)/);
  });

  test('that was being interrupted is not started again', async () => {
    const page = makePage();
    const { training, texts } = page;
    training.start();
    training.interrupt();
    die(page);
    await expect.poll(() => training.status).toBe('idle');
    expect(texts()).toEqual([expect.stringMatching(/^The training worker stopped/)]);
  });

  test('whose engine is gone from the server says so, and a new version is suspected', async () => {
    const { training, answer, texts, suspected } = makePage();
    training.start();
    const message = 'Failed to fetch dynamically imported module: http://localhost/assets/wasmEngine-1.js';
    await answer('start', { outcome: 'error', problem: { name: 'TypeError', message } });
    expect(texts()).toEqual([expect.stringMatching(/^A file of this page could not be loaded/)]);
    expect(suspected).toEqual([new Error(message)]);
  });

  test('whose script never ran is not started again: it would not run either', async () => {
    const { training, die: dieUnloaded, texts } = makePage();
    training.start();
    dieUnloaded('');
    await expect.poll(() => training.status).toBe('idle');
    expect(texts()).toEqual([expect.stringMatching(/^A file of this page could not be loaded/)]);
  });
});

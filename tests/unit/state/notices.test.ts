import { afterEach, describe, expect, test, vi } from 'vitest';
import { NoticesState } from '../../../src/state/notices.svelte';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

describe('notices', () => {
  test('are dismissed one by one, and a cause has one at most', () => {
    const notices = new NoticesState();
    notices.tell(new Error('first'), { from: 'deletion' });
    notices.tell('a sentence', { from: 'upload' });
    notices.tell(new Error('second'), { from: 'deletion' });
    expect(notices.current).toEqual([
      { from: 'deletion', text: 'second' },
      { from: 'upload', text: 'a sentence' },
    ]);
    notices.clear('deletion');
    expect(notices.current.map(({ from }) => from)).toEqual(['upload']);
    expect([notices.has('deletion'), notices.has('upload')]).toEqual([false, true]);
  });

  test('what is told again in the same words is not drawn anew', () => {
    const notices = new NoticesState();
    notices.tell('out of reach', { from: 'locks' });
    const [before] = notices.current;
    notices.tell('out of reach', { from: 'locks' });
    expect(notices.current[0]).toBe(before);
  });

  test('an action that is tried again begins without its last failure', async () => {
    const notices = new NoticesState();
    notices.tell('of another part', { from: 'training' });
    expect(await notices.attempt('export', () => Promise.reject(new Error('damaged')))).toBe(false);
    expect(notices.has('export')).toBe(true);
    let hasWhileTrying = true;
    const action = () => Promise.resolve((hasWhileTrying = notices.has('export')));
    expect(await notices.attempt('export', action)).toBe(true);
    expect(hasWhileTrying).toBe(false);
    expect(notices.current.map(({ from }) => from)).toEqual(['training']);
  });

  test('what goes on by itself is told of until it succeeds', async () => {
    const notices = new NoticesState();
    notices.follow('locks', Promise.reject(new Error('no answer')));
    await expect.poll(() => notices.has('locks')).toBe(true);
    notices.follow('locks', Promise.resolve());
    await expect.poll(() => notices.has('locks')).toBe(false);
  });
});

describe('an error of any view', () => {
  test('survives an automatic save', async () => {
    const { notices, texts, serve, checkpoints, hear, put, files, disk } = makePage();
    await put('models/rl_v9_advanced/stage1_50kN.zip');
    serve({ export: () => Promise.reject(new Error('It is damaged.')) });
    await checkpoints.export('models/rl_v9_advanced/stage1_50kN.zip', 'onnx');
    notices.tell('It cannot be printed.', { from: 'printing' });
    const told = texts();
    expect(told).toEqual(['It is damaged.', 'It cannot be printed.']);
    await disk.write('models/rl_v9_advanced/stage2_INTERRUPTED_100kN.zip', new Uint8Array([1]));
    hear({ type: 'saved', path: 'models/rl_v9_advanced/stage2_INTERRUPTED_100kN.zip', at: 1 });
    await expect.poll(() => files.files.length).toBe(2);
    expect(texts()).toEqual(told);
  });

  test('of a listing is gone when a listing succeeds', async () => {
    const { files, disk, notices, texts } = makePage();
    notices.tell('of another part', { from: 'run' });
    const list = vi.spyOn(disk, 'list').mockRejectedValue(new Error('The disk does not answer.'));
    await files.refresh();
    expect(texts()).toEqual(['of another part', 'The disk does not answer.']);
    expect([files.isLoaded, files.isReadable]).toEqual([true, false]);
    list.mockRestore();
    await files.refresh();
    expect(texts()).toEqual(['of another part']);
    expect(files.isReadable).toBe(true);
  });

  test('of a training is gone when another begins', async () => {
    const { training, answer, texts, notices } = makePage();
    notices.tell('of an upload', { from: 'upload' });
    training.start();
    const problem = { name: 'GpuFailure', message: 'The GPU is gone.' };
    await answer('start', { outcome: 'error', problem });
    expect(texts()).toEqual(['of an upload', 'The GPU is gone.']);
    training.start();
    expect(texts()).toEqual(['of an upload']);
  });
});

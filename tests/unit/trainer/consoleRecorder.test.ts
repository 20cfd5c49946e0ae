import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConsoleStore } from '../../../src/checkpoint/store/consoleStore';
import { MAX_CONSOLE_LINES } from '../../../src/logging/consoleLine';
import { ConsoleRecorder } from '../../../src/trainer/consoleRecorder';

let store: ConsoleStore;
let databases = 0;
const problems: unknown[] = [];

beforeEach(() => {
  store = new ConsoleStore(`recorded consoles ${databases++}`);
  problems.length = 0;
});

afterEach(() => {
  vi.restoreAllMocks();
});

const open = () => ConsoleRecorder.open(store, 'run', (error) => problems.push(error));
const line = (text: string, level: 'info' | 'error' = 'info') =>
  ({ type: 'console', line: text, level }) as const;
const texts = async () => (await store.read('run')).map(({ text }) => text);

describe('the recorder of a console', () => {
  test('keeps what is said, with its time, after what was said before', async () => {
    const before = Date.now();
    for (const session of ['first', 'second']) {
      const recorder = await open();
      recorder.hear(line(`${session} begins`));
      recorder.hear({ type: 'files' });
      recorder.hear(line(`${session} fails`, 'error'));
      await recorder.flush();
    }
    expect(await texts()).toEqual(['first begins', 'first fails', 'second begins', 'second fails']);
    const kept = await store.read('run');
    expect(kept.map(({ level }) => level)).toEqual(['info', 'error', 'info', 'error']);
    for (const { at } of kept) expect(at).toBeGreaterThanOrEqual(before);
    expect(problems).toEqual([]);
  });

  test('keeps the newest lines only', async () => {
    const recorder = await open();
    for (let i = 0; i < MAX_CONSOLE_LINES + 5; i++) recorder.hear(line(String(i)));
    await recorder.flush();
    const kept = await texts();
    expect(kept).toHaveLength(MAX_CONSOLE_LINES);
    expect(kept.at(0)).toBe('5');
    expect(kept.at(-1)).toBe(String(MAX_CONSOLE_LINES + 4));
  });

  test('stores by itself, without the end of a training', async () => {
    const recorder = await open();
    recorder.hear(line('alive'));
    await expect.poll(texts, { timeout: 20_000 }).toEqual(['alive']);
  });

  test('tells of a disk that refuses once, goes on, and stores everything when it can', async () => {
    const recorder = await open();
    const write = vi.spyOn(store, 'write').mockRejectedValue(new DOMException('', 'QuotaExceededError'));
    recorder.hear(line('one'));
    await recorder.flush();
    recorder.hear(line('two'));
    await recorder.flush();
    expect(write).toHaveBeenCalledTimes(2);
    expect(problems).toHaveLength(1);
    write.mockRestore();
    await recorder.flush();
    expect(await texts()).toEqual(['one', 'two']);
  });

  test('leaves a console that it cannot read alone', async () => {
    await store.write('run', [{ text: 'kept', level: 'info', at: 1 }]);
    const reading = vi.spyOn(store, 'read').mockRejectedValue(new Error('unreadable'));
    const recorder = await open();
    reading.mockRestore();
    recorder.hear(line('lost'));
    await recorder.flush();
    expect(await texts()).toEqual(['kept']);
    expect(problems).toHaveLength(1);
  });
});

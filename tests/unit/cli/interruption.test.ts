import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Interruption } from '../../../src/cli/interruption';

const SECOND = 1000;

describe('an interruption', () => {
  let interruption: Interruption;
  let warnings: string[];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'], now: 0 });
    vi.spyOn(process, 'exit').mockImplementation((status) => {
      throw new Error(`exit ${status}`);
    });
    warnings = [];
    interruption = new Interruption((text) => warnings.push(text));
  });

  afterEach(() => {
    interruption.stopListening();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const press = (signal: NodeJS.Signals = 'SIGINT') => process.emit(signal, signal);

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s aborts the training, which a shell sees as %i', (signal, status) => {
    expect(interruption.exitStatus).toBeNull();
    press(signal);
    expect(interruption.signal.aborted).toBe(true);
    expect(interruption.exitStatus).toBe(status);
    expect(warnings).toEqual([]);
  });

  test('the end of the process that trains this run beside others is a hang-up', () => {
    process.emit('disconnect');
    expect([interruption.signal.aborted, interruption.exitStatus]).toEqual([true, 129]);
  });

  test.each(['stdout', 'stderr'] as const)('a closed %s is a hang-up', (output) => {
    process[output].emit('error', new Error('write EPIPE'));
    expect(interruption.signal.aborted).toBe(true);
    expect(interruption.exitStatus).toBe(129);
  });

  test('Ctrl+C again warns, and then ends the process', () => {
    press();
    vi.advanceTimersByTime(SECOND);
    press();
    expect(warnings).toEqual([expect.stringMatching('still being written')]);
    vi.advanceTimersByTime(SECOND);
    expect(press).toThrow('exit 130');
    expect(warnings[1]).toMatch('The files from before are untouched');
  });

  test('one key press that arrives several times is one', () => {
    press();
    press();
    press();
    expect(warnings).toEqual([]);
  });

  test('a batch system may repeat its signal', () => {
    for (let i = 0; i < 5; i++) {
      press('SIGTERM');
      vi.advanceTimersByTime(SECOND);
    }
    expect(warnings).toEqual([]);
    expect(interruption.exitStatus).toBe(143);
  });

  test('that has stopped listening leaves signals alone', () => {
    interruption.stopListening();
    expect(process.listenerCount('SIGINT')).toBe(0);
    press();
    expect(interruption.signal.aborted).toBe(false);
  });
});

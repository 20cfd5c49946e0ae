import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GpuFailure } from '../../../src/gpu/device';
import type { Engine } from '../../../src/ppo/engine';
import { DeviceRecovery, GpuRestartError } from '../../../src/trainer/deviceRecovery';

const LOST = new GpuFailure('the GPU process crashed', true);
const ENGINE = { name: 'stand-in' } as Engine;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function recovery() {
  const told: string[] = [];
  let now = 0;
  const devices = new DeviceRecovery(() => now);
  const open = vi.fn(() => Promise.resolve(ENGINE));
  return {
    ...{ told, open },
    later: (minutes: number) => (now += 60_000 * minutes),
    reopen: (cause: unknown) => devices.reopen(cause, open, { tell: (line) => told.push(line) }),
  };
}

test('a lost device is opened again', async () => {
  const { told, reopen } = recovery();
  expect(await reopen(LOST)).toBe(ENGINE);
  expect(told).toEqual(['The GPU was lost (the GPU process crashed) - it is opened again']);
});

test('a second loss within ten minutes asks for a restart of the browser, a later one does not', async () => {
  const { open, reopen, later } = recovery();
  await reopen(LOST);
  later(9);
  await expect(reopen(LOST)).rejects.toThrow(/second time within ten minutes.*is safe\. Restart the browser/);
  expect(open).toHaveBeenCalledTimes(1);
  later(11);
  expect(await reopen(LOST)).toBe(ENGINE);
});

test('it is tried again while the browser has no GPU to give, and then a restart is asked for', async () => {
  const { open, reopen } = recovery();
  open.mockRejectedValue(new GpuFailure('the browser offers no WebGPU adapter'));
  const reopened = expect(reopen(LOST)).rejects.toThrow(GpuRestartError);
  await vi.runAllTimersAsync();
  await reopened;
  expect(open).toHaveBeenCalledTimes(3);
});

test('what is no loss of a device stays what it is', async () => {
  const { open, reopen } = recovery();
  for (const cause of [new GpuFailure('out of memory'), new RangeError('wrong')]) {
    await expect(reopen(cause)).rejects.toBe(cause);
  }
  open.mockRejectedValue(new TypeError('Failed to fetch dynamically imported module'));
  await expect(reopen(LOST)).rejects.toThrow('Failed to fetch');
});

import { expect, test } from 'vitest';
import { encodeLogFile } from '../../../src/logging/logFile';
import { tensorboardEvents } from '../../../src/logging/tensorboard';
import { logRecords, STARTED_AT } from '../../support/logRecords';
import { readEvents } from '../../support/readEvents';

test('an event file begins with its version, then has the scalars of each iteration at its step', () => {
  const file = tensorboardEvents(STARTED_AT);
  expect(file.name).toBe('events.out.tfevents.1700000000.tmd-lab');
  expect(readEvents(encodeLogFile(file, logRecords))).toEqual([
    { wallTime: STARTED_AT, fileVersion: 'brain.Event:2', scalars: {} },
    {
      wallTime: STARTED_AT + 1.5,
      step: 128,
      scalars: { 'curriculum/stage': 1, 'time/fps': 85, 'train/approx_kl': Math.fround(1.25e-7) },
    },
    {
      wallTime: STARTED_AT + 3,
      step: 2 ** 33,
      scalars: {
        'curriculum/stage': 2,
        'rollout/ep_len_mean': 1500,
        'rollout/ep_rew_mean': -12.625,
        'time/fps': 85,
        'train/approx_kl': 0.015625,
      },
    },
  ]);
});

test('a file that is one of several says at which step it starts', () => {
  const file = tensorboardEvents(STARTED_AT, { writer: 'host.1', startsAt: 2 ** 33 });
  expect(file.name).toBe('events.out.tfevents.1700000000.host.1');
  const [, start, first] = readEvents(encodeLogFile(file, logRecords));
  expect(start).toEqual({ wallTime: STARTED_AT, step: 2 ** 33, isStart: true, scalars: {} });
  expect(first.step).toBe(128);
});

test('the first record is the one that every event file begins with, byte for byte', () => {
  const header = tensorboardEvents(0).header();
  const version = [...new TextEncoder().encode('brain.Event:2')];
  const event = [0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x1a, 13, ...version];
  expect([...header.subarray(0, 12)]).toEqual([24, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22]);
  expect([...header.subarray(12, 36)]).toEqual(event);
  expect(header).toHaveLength(40);
});

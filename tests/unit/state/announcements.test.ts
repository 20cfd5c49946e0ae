import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Announcements } from '../../../src/state/announcements.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the first is spoken at once; of those that come while it is, the last', () => {
  const announcements = new Announcements();
  announcements.say('first');
  expect(announcements.current).toBe('first');
  announcements.say('second');
  announcements.say('third');
  vi.advanceTimersByTime(3999);
  expect(announcements.current).toBe('first');
  vi.advanceTimersByTime(1);
  expect(announcements.current).toBe('third');
});

test('after a pause the next is spoken at once, and then given its own time', () => {
  const announcements = new Announcements();
  announcements.say('first');
  vi.advanceTimersByTime(60_000);
  announcements.say('second');
  expect(announcements.current).toBe('second');
  announcements.say('third');
  expect(announcements.current).toBe('second');
  vi.advanceTimersByTime(4000);
  expect(announcements.current).toBe('third');
});

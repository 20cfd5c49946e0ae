import { expect, test, vi } from 'vitest';
import type { ConsoleLine } from '../../../src/logging/consoleLine';
import { ConsoleState } from '../../../src/state/console.svelte';

const kept: Record<string, ConsoleLine[]> = {};
const store = {
  read: (run: string) =>
    run === 'broken' ? Promise.reject(new Error('unreadable')) : Promise.resolve(kept[run] ?? []),
};
const texts = (lines: readonly ConsoleLine[]) => lines.map(({ text }) => text);

test('a run that is opened has what it said before; what it says in this visit is not told twice', async () => {
  kept.first = [{ text: 'yesterday', level: 'info', at: 1 }];
  const console = new ConsoleState(store);
  console.append(null, { text: 'a device', level: 'info' });
  await console.open('first');
  expect(texts(console.earlier)).toEqual(['yesterday']);
  console.append('first', { text: 'today', level: 'info' });
  kept.first.push({ text: 'today', level: 'info', at: Date.now() });
  await console.open('first');
  expect(texts(console.earlier)).toEqual(['yesterday']);
  expect(texts(console.lines)).toEqual(['a device', 'today']);
});

test('another run has its own, and one that cannot be read begins with what comes', async () => {
  const console = new ConsoleState(store);
  await console.open('second');
  console.append('second', { text: 'of the second', level: 'info' });
  await console.open('broken');
  expect([texts(console.earlier), texts(console.lines)]).toEqual([[], []]);
  console.append('broken', { text: 'of the broken', level: 'info' });
  expect(texts(console.lines)).toEqual(['of the broken']);
});

test('a run that is trained is heard while the page shows another, and says nothing twice', async () => {
  const console = new ConsoleState(store);
  await console.open('shown');
  console.follow('shown');
  console.follow('beside');
  console.append('beside', { text: 'begins', level: 'info' });
  console.append('shown', { text: 'begins as well', level: 'info' });
  console.append(null, { text: 'of all', level: 'info' });
  expect(texts(console.lines)).toEqual(['begins as well', 'of all']);
  kept.beside = [{ text: 'begins', level: 'info', at: Date.now() }];
  await console.open('beside');
  console.append('shown', { text: 'goes on', level: 'info' });
  expect([texts(console.earlier), texts(console.lines)]).toEqual([[], ['begins']]);
  await console.open('shown');
  expect(texts(console.lines)).toEqual(['begins as well', 'of all', 'goes on']);
  // One whose training is over is read from the store: what was kept before it is opened, a millisecond is enough.
  await vi.waitUntil(() => Date.now() > kept.beside[0].at);
  console.leave('beside');
  await console.open('beside');
  expect(texts(console.earlier)).toEqual(['begins']);
});

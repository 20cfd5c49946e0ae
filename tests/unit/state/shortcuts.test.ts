import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ShortcutsState } from '../../../src/state/shortcuts.svelte';
import { standInBrowser } from '../../support/statePage';

let memory: Map<string, string>;
beforeEach(() => ({ memory } = standInBrowser()));
afterEach(() => vi.unstubAllGlobals());

test('single keys act until they are switched off, and stay off on the next visit', () => {
  const shortcuts = new ShortcutsState();
  expect(shortcuts.isOn).toBe(true);
  shortcuts.isOn = false;
  expect([shortcuts.isOn, new ShortcutsState().isOn]).toEqual([false, false]);
});

test('switched on again, they leave no trace', () => {
  const shortcuts = new ShortcutsState();
  shortcuts.isOn = false;
  shortcuts.isOn = true;
  expect([new ShortcutsState().isOn, memory.size]).toEqual([true, 0]);
});

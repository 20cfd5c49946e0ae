import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ThemeState } from '../../../src/state/theme.svelte';
import { standInBrowser } from '../../support/statePage';

let memory: Map<string, string>;
const dataset: { theme?: string } = {};

beforeEach(() => {
  ({ memory } = standInBrowser());
  delete dataset.theme;
  vi.stubGlobal('document', { documentElement: { dataset } });
});
afterEach(() => vi.unstubAllGlobals());

test('the page follows the system until somebody chooses', () => {
  expect(new ThemeState().current).toBe('system');
  expect([dataset.theme, memory.size]).toEqual([undefined, 0]);
});

test('a choice is shown, and is that of the next visit', () => {
  new ThemeState().choose('dark');
  expect(dataset.theme).toBe('dark');
  delete dataset.theme;
  expect(new ThemeState().current).toBe('dark');
  expect(dataset.theme).toBe('dark');
});

test('one after the other comes round, and the system leaves no trace', () => {
  const theme = new ThemeState();
  const seen = [1, 2, 3].map(() => {
    theme.chooseNext();
    return [theme.current, dataset.theme];
  });
  expect(seen).toEqual([
    ['light', 'light'],
    ['dark', 'dark'],
    ['system', undefined],
  ]);
  expect(memory.size).toBe(0);
});

test('what nobody can have chosen is not shown', () => {
  memory.set('tmd-lab.theme', 'sepia');
  expect([new ThemeState().current, dataset.theme]).toEqual(['system', undefined]);
});

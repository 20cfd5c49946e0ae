import { forget, recall, remember } from '../platform/memory';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'tmd-lab.theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

/** Light, dark, or as the system has it. */
export class ThemeState {
  current: Theme = $state('system');

  constructor() {
    const stored = recall(KEY);
    if (stored === 'light' || stored === 'dark') this.choose(stored);
  }

  choose(theme: Theme): void {
    this.current = theme;
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
      forget(KEY);
    } else {
      document.documentElement.dataset.theme = theme;
      remember(KEY, theme);
    }
  }

  chooseNext(): void {
    this.choose(ORDER[(ORDER.indexOf(this.current) + 1) % ORDER.length]);
  }
}

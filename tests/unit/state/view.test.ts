import { afterEach, describe, expect, test, vi } from 'vitest';
import { ViewState } from '../../../src/state/view.svelte';
import { standInBrowser } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const VIEWS = ['train', 'runs', 'settings'];

describe('the open view', () => {
  test('is the one that the address names, and the first where it names none that there is', () => {
    const { goTo } = standInBrowser('http://localhost/?view=runs#seed=1');
    expect(new ViewState(VIEWS)).toMatchObject({ current: 'runs', isFirst: false });
    goTo('http://localhost/?view=elsewhere');
    expect(new ViewState(VIEWS)).toMatchObject({ current: 'train', isFirst: true });
    goTo('http://localhost/');
    expect(new ViewState(VIEWS).current).toBe('train');
  });

  test('is named in the address once it is opened, beside the settings', () => {
    const { location } = standInBrowser('http://localhost/page/#seed=1');
    new ViewState(VIEWS).open('settings');
    expect(location.href).toBe('http://localhost/page/?view=settings#seed=1');
  });

  test('is opened by the number of its tab', () => {
    standInBrowser();
    const view = new ViewState(VIEWS);
    view.openAt(2);
    expect(view.current).toBe('settings');
    view.openAt(3);
    view.openAt(-1);
    expect(view.current).toBe('settings');
  });
});

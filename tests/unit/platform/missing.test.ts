import { afterEach, describe, expect, test, vi } from 'vitest';
import { copyText } from '../../../src/platform/clipboard';
import { askToNotify, hasNotifications, mayNotify } from '../../../src/platform/notifications';
import { ScreenWakeLock } from '../../../src/platform/screenWakeLock';
import { serviceWorkers } from '../../../src/platform/serviceWorkers';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('without notifications', () => {
  test('none are offered', async () => {
    vi.stubGlobal('Notification', undefined);
    expect(hasNotifications()).toBe(false);
    expect(mayNotify()).toBe(false);
    expect(await askToNotify()).toBe(false);
  });
});

describe('without service workers', () => {
  test.each([
    ['missing', {}],
    [
      'forbidden',
      {
        get serviceWorker() {
          throw new DOMException('', 'SecurityError');
        },
      },
    ],
  ])('%s: there are none, and nothing fails', (_, navigator) => {
    vi.stubGlobal('navigator', navigator);
    expect(serviceWorkers()).toBe(undefined);
  });
});

describe('the screen', () => {
  test('stays as the browser has it where it grants no wake lock', () => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('document', new EventTarget());
    const lock = new ScreenWakeLock();
    expect(() => {
      lock.hold();
      lock.release();
    }).not.toThrow();
  });
});

describe('a text is copied', () => {
  class Area {
    value = '';
    style = {};
    readonly select = vi.fn();
    readonly remove = vi.fn();
  }

  function stubDocument(execCommand: () => boolean): Area {
    const area = new Area();
    vi.stubGlobal('HTMLElement', class {});
    vi.stubGlobal('document', {
      createElement: () => area,
      activeElement: null,
      querySelector: () => null,
      body: { append: vi.fn() },
      execCommand,
    });
    return area;
  }

  test('by the clipboard where there is one', async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    expect(await copyText('words')).toBe(true);
    expect(writeText).toHaveBeenCalledExactlyOnceWith('words');
  });

  test.each([
    ['there is none, as on plain http', {}],
    [
      'it refuses',
      { clipboard: { writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) } },
    ],
  ])('by hand where %s', async (_, navigator) => {
    vi.stubGlobal('navigator', navigator);
    const area = stubDocument(() => true);
    expect(await copyText('words')).toBe(true);
    expect(area.value).toBe('words');
    expect(area.select).toHaveBeenCalledOnce();
    expect(area.remove).toHaveBeenCalledOnce();
  });

  test('not at all, and it says so, where that fails too', async () => {
    vi.stubGlobal('navigator', {});
    const area = stubDocument(() => false);
    expect(await copyText('words')).toBe(false);
    expect(area.remove).toHaveBeenCalledOnce();
  });
});

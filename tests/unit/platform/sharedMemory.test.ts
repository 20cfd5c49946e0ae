import { afterEach, expect, test, vi } from 'vitest';
import { canShareMemory } from '../../../src/platform/sharedMemory';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('memory is shared where the page is isolated and has all that it takes', () => {
  vi.stubGlobal('crossOriginIsolated', true);
  expect(canShareMemory()).toBe(true);
});

test.each([
  ['the page is not isolated', { crossOriginIsolated: false }],
  ['isolation is unknown to the browser', { crossOriginIsolated: undefined }],
  ['there is no SharedArrayBuffer, as in WebKitGTK', { SharedArrayBuffer: undefined }],
  ['there is no WebAssembly', { WebAssembly: undefined }],
  [
    'a shared memory cannot be made',
    {
      WebAssembly: {
        Memory: class {
          constructor() {
            throw new RangeError('out of memory');
          }
        },
      },
    },
  ],
  [
    'what is made is not shared',
    {
      WebAssembly: {
        Memory: class {
          buffer = new ArrayBuffer(8);
        },
      },
    },
  ],
  [
    'what is made cannot be posted: "The object can not be cloned"',
    {
      WebAssembly: {
        Memory: class {
          buffer = new SharedArrayBuffer(8);
          uncloneable = () => undefined;
        },
      },
    },
  ],
])('not where %s', (_, globals) => {
  vi.stubGlobal('crossOriginIsolated', true);
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  expect(canShareMemory()).toBe(false);
});

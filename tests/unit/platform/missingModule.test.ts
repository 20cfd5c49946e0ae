import { expect, test } from 'vitest';
import { isMissingModule } from '../../../src/platform/missingModule';

test.each([
  ['Failed to fetch dynamically imported module: https://lab.example/assets/SettingsView-9f.js', true],
  ['error loading dynamically imported module: https://lab.example/assets/SettingsView-9f.js', true],
  ['Importing a module script failed.', true],
  ['Unable to preload CSS for /assets/SettingsView-9f.css', true],
  ['Failed to fetch', false],
  ['The GPU failed: out of memory.', false],
])('"%s": %j', (message, expected) => {
  expect(isMissingModule(message)).toBe(expected);
});

import { describe, expect, test } from 'vitest';
import { isRunName, newRunNameProblem } from '../../../src/curriculum/runName';

describe('the name of a new run', () => {
  test.each([
    'soft',
    'Soft-2',
    'v1.2',
    'a..b',
    '_',
    '-',
    '__a__',
    'console',
    'com',
    'com10',
    'x.con',
    '1',
    '',
  ])('"%s" is accepted', (name) => {
    expect(newRunNameProblem(name, ['other'])).toBeNull();
  });

  test.each([
    ['.', 'begins or ends with "."'],
    ['..', 'begins or ends with "."'],
    ['soft.', 'begins or ends with "."'],
    ['.lock', 'begins or ends with "."'],
    ['con', 'is the name of a device in Windows'],
    ['NUL', 'is the name of a device in Windows'],
    ['Com1', 'is the name of a device in Windows'],
    ['lpt9.old', 'is the name of a device in Windows'],
    ['aux.2.b', 'is the name of a device in Windows'],
    ['x.local', 'is one that browsers write to no folder'],
    ['x.LNK', 'is one that browsers write to no folder'],
    ['Thumbs.db', 'is one that browsers write to no folder'],
    ['records', 'is one that the default run has for files of its own'],
    ['progress.json', 'is one that the default run has for files of its own'],
    ['stage1_50kN.zip', 'is one that the default run has for files of its own'],
    ['__proto__', 'is a word of JavaScript'],
    ['constructor', 'is a word of JavaScript'],
    ['toString', 'is a word of JavaScript'],
    ['a/b', 'has other characters'],
    ['a b', 'has other characters'],
    ['a'.repeat(65), 'has 65 characters'],
  ])('"%s" is refused, and the message says why and what is allowed', (name, why) => {
    expect(newRunNameProblem(name, [])).toBe(
      `"${name}" is no name for a new run: it ${why}. ` +
        'A run\'s name has at most 64 letters, digits, "-", "_" and ".", with no "." at an end.',
    );
  });

  test('is compared without case with those of the runs that are there', () => {
    expect(newRunNameProblem('soft', ['soft'])).toBe('There is a run "soft" already. Choose another name.');
    expect(newRunNameProblem('Soft', ['other', 'soft'])).toBe(
      'There is a run "soft" already, and macOS and Windows do not tell its folder from one called "Soft". ' +
        'Choose another name.',
    );
    expect(newRunNameProblem('', ['soft'])).toBeNull();
  });

  test.each(['soft.', '.lock', 'con', 'x.local', '__proto__', 'constructor', 'records', 'Soft'])(
    '"%s" is still read where a run has it',
    (name) => {
      expect(isRunName(name)).toBe(true);
    },
  );
});

import { describe, expect, test } from 'vitest';
import { readMatrixCsv, writeMatrixCsv } from '../../../src/building/matrixCsv';
import {
  NumberTableError,
  readNumber,
  readNumberTable,
  writeNumber,
} from '../../../src/building/numberTable';

describe('a table of numbers is read', () => {
  test.each([
    [
      'tabs, as spreadsheets copy',
      '3\t200\n3.5\t180\r\n',
      [
        [3, 200],
        [3.5, 180],
      ],
    ],
    [
      'tabs with decimal commas',
      '3,5\t1,25\n4,0\t180',
      [
        [3.5, 1.25],
        [4, 180],
      ],
    ],
    [
      'semicolons',
      '3,5;1e3\n4;-2E-3;\n',
      [
        [3.5, 1000],
        [4, -0.002],
      ],
    ],
    [
      'commas',
      '1,2,3\n4,5,6',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'commas and spaces after them',
      '1, 2.5\n4, 5',
      [
        [1, 2.5],
        [4, 5],
      ],
    ],
    [
      'spaces',
      '  1   2\n 3 4 ',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'spaces with decimal commas',
      '1,5 2,5\n3,25 4',
      [
        [1.5, 2.5],
        [3.25, 4],
      ],
    ],
    [
      'a heading and empty rows',
      'height,mass\n\n3,4\n\n5,6\n\n',
      [
        [3, 4],
        [5, 6],
      ],
    ],
    ['a byte order mark and quotes', '\uFEFF"1,5";"2"', [[1.5, 2]]],
    [
      'thousands grouped by commas',
      '1,234,567\t1,000\n2\t3',
      [
        [1_234_567, 1000],
        [2, 3],
      ],
    ],
    ['thousands grouped by commas before a point', '1,234.5\t1,000', [[1234.5, 1000]]],
    ['thousands grouped by points', '1.234,5\t0,5', [[1234.5, 0.5]]],
    ['thousands grouped by spaces', '200\u00A0000\t1\u202F250,5', [[200_000, 1250.5]]],
    ['one cell', '5', [[5]]],
    ['a decimal comma that only another cell makes plain', '1,234\t0,5', [[1.234, 0.5]]],
    ['points without digits before or after', '.5\t5.', [[0.5, 5]]],
  ])('with %s', (_, text, rows) => {
    expect(readNumberTable(text)).toEqual(rows);
  });

  test('of one column, in which a comma parts nothing', () => {
    expect(readNumberTable('1,5\n2,25\n3', 1)).toEqual([[1.5], [2.25], [3]]);
    expect(readNumberTable('1,5\n2,25')).toEqual([
      [1, 5],
      [2, 25],
    ]);
  });
});

describe('what is no table is refused with the place', () => {
  const problemsOf = (text: string, columns?: number) => {
    try {
      readNumberTable(text, columns);
    } catch (error) {
      if (error instanceof NumberTableError) return error.problems;
      throw error;
    }
    throw new Error('It was read.');
  };

  test.each([
    ['a word', '1\t2\n3\tx', [{ row: 2, column: 2, message: 'is no finite number: x' }]],
    ['an empty cell', '1\t\t2', [{ row: 1, column: 2, message: 'is empty' }]],
    ['an uneven row', '1,2\n3', [{ row: 2, column: 2, message: 'is missing: the row has 1 of 2 numbers' }]],
    [
      'a longer row',
      '1;2\n3;4;5',
      [{ row: 2, column: 3, message: 'is one too many: the row must have 2 numbers' }],
    ],
    ['infinity', '1\tInfinity', [{ row: 1, column: 2, message: 'is no finite number: Infinity' }]],
    ['too large a number', '1\t1e999', [{ row: 1, column: 2, message: 'is no finite number: 1e999' }]],
    ['hexadecimal', '1\t0x10', [{ row: 1, column: 2, message: 'is no finite number: 0x10' }]],
    [
      'a comma that can be either',
      '1,234\t2',
      [{ row: 1, column: 1, message: 'can be 1234 or 1.234: write it without the comma' }],
    ],
    ['nothing', ' \n ', [{ row: 1, column: 1, message: 'has no number' }]],
    ['a heading alone', 'mass', [{ row: 1, column: 1, message: 'is no finite number: mass' }]],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  test('a comma that can be either in the first row, which is no heading', () => {
    expect(problemsOf('1,234\n2,345', 1)).toHaveLength(2);
  });

  test('with all places, and the first of them in the message', () => {
    expect(problemsOf('a\t1\nb\t\n2\t3', 2)).toHaveLength(3);
    expect(() => readNumberTable('1\ta\nb\t2')).toThrow(
      'The table cannot be read: row 1, column 2 is no finite number: a (and 1 more).',
    );
  });

  test('any text is read or refused, soon', () => {
    const alphabet = '0123456789.,;\t \n"eE+-x\u00A0';
    let state = 1;
    for (let i = 0; i < 3000; i++) {
      const text = Array.from({ length: i % 40 }, () => {
        state = (state * 48_271) % 2_147_483_647;
        return alphabet[state % alphabet.length];
      }).join('');
      try {
        const rows = readNumberTable(text);
        expect(rows.flat().every(Number.isFinite)).toBe(true);
        expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
      } catch (error) {
        expect(error).toBeInstanceOf(NumberTableError);
      }
    }
    for (const text of [
      '1,'.repeat(90_000),
      '1 '.repeat(99_000),
      ' '.repeat(190_000),
      '1,1 '.repeat(40_000),
    ]) {
      try {
        readNumberTable(text);
      } catch (error) {
        expect(error).toBeInstanceOf(NumberTableError);
      }
    }
    expect(() => readNumberTable('1'.repeat(300_000))).toThrow(NumberTableError);
  });
});

test.each([
  ['3.5', 3.5],
  ['3,5', 3.5],
  [' 1e3 ', 1000],
  ['1,234', NaN],
  ['0,234', 0.234],
  ['1,234.5', 1234.5],
  ['200 000', 200_000],
  ['-2', -2],
  ['', NaN],
  ['3 m', NaN],
  ['1,2,3', NaN],
])('one number: %j is %d', (text, value) => {
  expect(readNumber(text)).toBe(value);
});

test('a number in another power of ten comes back to the last bit', () => {
  expect(writeNumber(345_600, 3)).toBe('345.6');
  expect(readNumber('345,6', 3)).toBe(345_600);
  expect(readNumber('1.1e-2', 6)).toBe(11_000);
  expect(writeNumber(0.015, -2)).toBe('1.5');
  for (const value of [1 / 3, 0.1 + 0.2, 123_456.789, 5e-324, 1.7976931348623157e308, 2 ** 53 - 1, 0, -7.7]) {
    for (const exponent of [-2, 0, 3, 6])
      expect(readNumber(writeNumber(value, exponent), exponent)).toBe(value);
  }
});

describe('a matrix in CSV', () => {
  test('comes back exactly', () => {
    const matrix = [
      [1 / 3, -1e-300],
      [2.5e21, 7],
    ];
    expect(readMatrixCsv(writeMatrixCsv(matrix))).toEqual(matrix);
    expect(
      writeMatrixCsv([
        [1, 2],
        [3, 4],
      ]),
    ).toBe('1,2\n3,4\n');
  });

  test('is square', () => {
    expect(() => readMatrixCsv('1,2\n3,4\n5,6')).toThrow('3 rows of 2 are not square');
  });
});

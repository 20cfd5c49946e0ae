import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** What browsers differ in is tested for itself in one folder, which says what happens without it. */
const inPlatform = 'Not every browser has it: use src/platform, which says what happens without.';
const DIFFERS = {
  globals: [
    'localStorage',
    'sessionStorage',
    'Notification',
    'SharedArrayBuffer',
    'crossOriginIsolated',
    'isSecureContext',
  ].map((name) => ({ name, message: inPlatform })),
  properties: [
    ...['clipboard', 'storage', 'serviceWorker', 'wakeLock', 'language', 'languages'].map((property) => ({
      object: 'navigator',
      property,
      message: inPlatform,
    })),
    ...['window', 'self', 'globalThis'].flatMap((object) =>
      ['localStorage', 'sessionStorage', 'Notification', 'crossOriginIsolated', 'isSecureContext'].map(
        (property) => ({ object, property, message: inPlatform }),
      ),
    ),
  ],
};
const inCheckpoint = 'Storage and locks have one owner: src/checkpoint, which says what happens without.';
const OF_CHECKPOINT = {
  globals: [{ name: 'indexedDB', message: inCheckpoint }],
  properties: [
    { object: 'navigator', property: 'locks', message: inCheckpoint },
    { object: 'crypto', property: 'subtle', message: inCheckpoint },
  ],
};
/** tfjs returns zeros without an error from dataSync once its device is lost: read with `await data()`. */
const HIDES_A_LOST_GPU = [
  { property: 'dataSync', message: 'Use await data(): dataSync hides a lost GPU.' },
  { property: 'arraySync', message: 'Use await array(): arraySync hides a lost GPU.' },
];

/**
 * TypeScript puts its program together anew for each component that a rule asks it about, which takes as long as linting all else.
 * So `npm run lint` asks of TypeScript files only; `npm run lint:components`, which is part of `npm run test:long`, of all.
 */
const UNTYPED_COMPONENTS = {
  files: ['**/*.svelte'],
  ...ts.configs.disableTypeChecked,
  languageOptions: { parserOptions: { projectService: false } },
};

/** What every file is linted by, components with their types. */
export const TYPED = ts.config(
  // AssemblyScript has TypeScript's syntax but not its types; its compiler checks these files.
  { ignores: ['dist', '.cache', 'coverage', '.venv*', 'src/ppo/engines/wasm/assembly'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.worker },
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A floating promise is a failure that nobody hears of: `void` does not excuse one.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    files: ['src/**', 'tools/**'],
    rules: {
      'max-params': ['error', 4],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // The pickle machine is one switch over its opcodes, as Python's own is: cut, it would have two halves of a table.
    files: ['src/sb3/pickleReader.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['src/**'],
    rules: {
      'no-restricted-globals': ['error', ...DIFFERS.globals, ...OF_CHECKPOINT.globals],
      'no-restricted-properties': [
        'error',
        ...HIDES_A_LOST_GPU,
        ...DIFFERS.properties,
        ...OF_CHECKPOINT.properties,
      ],
    },
  },
  {
    files: ['src/platform/**'],
    rules: {
      'no-restricted-globals': ['error', ...OF_CHECKPOINT.globals],
      'no-restricted-properties': ['error', ...OF_CHECKPOINT.properties],
    },
  },
  {
    files: ['src/checkpoint/**'],
    rules: {
      'no-restricted-globals': ['error', ...DIFFERS.globals],
      'no-restricted-properties': ['error', ...DIFFERS.properties],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    ...ts.configs.disableTypeChecked,
    languageOptions: { globals: globals.node, parserOptions: { projectService: false } },
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['tests/**', 'tools/**', '*.config.*'],
    rules: { 'no-console': 'off' },
  },
);

export default [...TYPED, UNTYPED_COMPONENTS];

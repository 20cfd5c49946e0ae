import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
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
    // tfjs returns zeros without an error from dataSync once its device is lost: read with `await data()`.
    files: ['src/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { property: 'dataSync', message: 'Use await data(): dataSync hides a lost GPU.' },
        { property: 'arraySync', message: 'Use await array(): arraySync hides a lost GPU.' },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...ts.configs.disableTypeChecked,
    languageOptions: { globals: globals.node, parserOptions: { projectService: false } },
  },
  {
    files: ['tests/**', '*.config.*'],
    rules: { 'no-console': 'off' },
  },
);

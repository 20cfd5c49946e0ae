import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** American spellings of which this project has the British one, as the beginnings of words. */
const AMERICAN: Readonly<Record<string, string>> = {
  behavior: 'behaviour',
  color: 'colour',
  center: 'centre',
  gray: 'grey',
  favor: 'favour',
  neighbor: 'neighbour',
  labeled: 'labelled',
  canceled: 'cancelled',
  modeling: 'modelling',
  artifact: 'artefact',
  catalog: 'catalogue',
  fulfill: 'fulfil',
  normaliz: 'normalis',
  initializ: 'initialis',
  randomiz: 'randomis',
  optimiz: 'optimis',
  serializ: 'serialis',
  minimiz: 'minimis',
  maximiz: 'maximis',
  summariz: 'summaris',
  organiz: 'organis',
  recogniz: 'recognis',
  synchroniz: 'synchronis',
  visualiz: 'visualis',
  discretiz: 'discretis',
  analyz: 'analys',
};
/** Words that begin so and are the field's own in either spelling. */
const NO_SPELLING = /^(catalogue|optimizer|initializer|grayscale)/;
/** A storey is of a building; a story is told. */
const TOLD =
  /\b(?:inter|soft|\d+|twelve|top|first|each|every|per|of a)[- ]stor(?:y|ies)\b|\bstory[- ](?:drift|stiffness|height|shear)/i;

/** The names that formats have, and where alone they may stand. */
const KEPT_NAMES: readonly { readonly name: string; readonly where: RegExp }[] = [
  { name: 'peak_story_drift_m', where: /./ },
  { name: 'peakStoryDrift', where: /^(src\/checkpoint|tests\/unit\/checkpoint)\/zip\// },
];

/** What is written for people in a file: its comments, or all of a page but its code. */
function proseOf(path: string, text: string): string {
  if (path.endsWith('.md')) return text.replace(/```[^]*?```|`[^`\n]*`|<[^>]*>|\]\([^)]*\)/g, ' ');
  const comments = text.match(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*|<!--[^]*?-->|(?<=^|\s)# .*/gm) ?? [];
  return comments.join('\n').replace(/`[^`\n]*`|https?:\S*|@[\w-]+\/\S*/g, ' ');
}

/** American words of a prose, and storeys that are spelt as tales. */
function misspellings(prose: string): string[] {
  const words = prose.match(/[A-Za-z]+/g) ?? [];
  // A library's own names within prose are in capitals or camel case.
  const american = words.filter((word) => {
    const lower = word.toLowerCase();
    return (
      /^[A-Z]?[a-z]+$/.test(word) &&
      !NO_SPELLING.test(lower) &&
      Object.keys(AMERICAN).some((beginning) => lower.startsWith(beginning))
    );
  });
  return [...american, ...(TOLD.exec(prose) ?? [])];
}

/** Identifiers with a story in them. */
function stories(path: string, code: string): string[] {
  const kept = KEPT_NAMES.filter(({ where }) => where.test(path)).map(({ name }) => name);
  const names = code.match(/\b\w*(?:[a-z]Story|story_|_story)\w*/g) ?? [];
  return names.filter((name) => !kept.includes(name));
}

const FILES = execFileSync(
  'git',
  ['ls-files', 'src', 'tests', 'docs', 'tools', 'bin', '*.md', '*.ts', '*.js'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(
    (path) =>
      /\.(md|m?[jt]s|svelte|css|wgsl|py|sh)$/.test(path) && path !== 'tests/unit/docs/spelling.test.ts',
  );

test('a misspelling is found in prose, and none in code', () => {
  const code = "const color = 'gray'; // The color of a center.\n/* Each story drifts. */ peakStoryDrift";
  expect(misspellings(proseOf('a.ts', code))).toEqual(['color', 'center', 'Each story']);
  expect(misspellings(proseOf('a.md', 'Its `color`, <i color="gray">the colours</i> and behavior.'))).toEqual(
    ['behavior'],
  );
  expect(stories('src/a.ts', 'meanStoryDrift + story_drift + peak_story_drift_m + peakStoryDrift')).toEqual([
    'meanStoryDrift',
    'story_drift',
    'peakStoryDrift',
  ]);
});

test('no file mixes two spellings of one word: prose is British', () => {
  expect(FILES.length).toBeGreaterThan(500);
  const found = FILES.flatMap((path) =>
    misspellings(proseOf(path, readFileSync(join(ROOT, path), 'utf8'))).map((word) => `${path}: ${word}`),
  );
  expect(found).toEqual([]);
});

test('a storey is one in the names of the code too, but for the keys of formats', () => {
  const found = FILES.flatMap((path) =>
    stories(path, readFileSync(join(ROOT, path), 'utf8')).map((name) => `${path}: ${name}`),
  );
  expect(found).toEqual([]);
});

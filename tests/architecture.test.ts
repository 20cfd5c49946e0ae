import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Imports point one way. A folder may import itself and the folders listed here, nothing else of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  random: [],
  platform: [],
  building: ['elementary'],
  groundMotion: ['random'],
  environment: ['building', 'groundMotion', 'random'],
  curriculum: ['elementary', 'environment', 'building', 'groundMotion', 'random'],
  logging: [],
  ppo: ['platform', 'environment', 'curriculum', 'building', 'groundMotion', 'random', 'logging'],
  evaluation: ['ppo', 'environment', 'curriculum', 'building', 'groundMotion', 'random'],
  gpu: ['platform'],
  checkpoint: ['platform', 'curriculum', 'logging'],
  records: ['checkpoint', 'curriculum', 'groundMotion'],
  sb3: ['checkpoint', 'ppo', 'evaluation', 'curriculum', 'environment', 'building', 'groundMotion'],
  export: ['sb3', 'checkpoint', 'ppo', 'evaluation', 'curriculum', 'environment', 'building', 'groundMotion'],
  trainer: [
    'platform',
    'export',
    'records',
    'ppo',
    'gpu',
    'evaluation',
    'checkpoint',
    'sb3',
    'logging',
    'curriculum',
    'environment',
    'building',
    'groundMotion',
  ],
  analysis: [
    'trainer',
    'records',
    'evaluation',
    'checkpoint',
    'ppo',
    'curriculum',
    'environment',
    'building',
    'groundMotion',
  ],
  cli: [
    'records',
    'trainer',
    'export',
    'ppo',
    'gpu',
    'evaluation',
    'checkpoint',
    'sb3',
    'logging',
    'curriculum',
    'environment',
    'building',
    'groundMotion',
  ],
  strings: ['curriculum', 'logging'],
  serviceWorker: [],
  state: [
    'platform',
    'analysis',
    'records',
    'serviceWorker',
    'strings',
    'trainer',
    'checkpoint',
    'curriculum',
    'logging',
    'evaluation',
    'building',
    'groundMotion',
  ],
  ui: [
    'platform',
    'analysis',
    'strings',
    'state',
    'checkpoint',
    'curriculum',
    'logging',
    'evaluation',
    'building',
    'groundMotion',
    'trainer',
  ],
};

/** Packages that belong to one place. */
const OWNERS: readonly [RegExp, readonly string[]][] = [
  [/^@tensorflow\//, ['gpu', 'ppo/engines/tfjs', 'cli']],
  [/^jszip$/, ['sb3']],
  [/^idb-keyval$/, ['checkpoint']],
  [/^yaml$/, ['export']],
  [/^pbf$/, ['export', 'logging']],
  [/^workbox-/, ['serviceWorker']],
  [/^webgpu$/, ['cli']],
  [/^node:/, ['cli', 'ppo/engines/wasm/build']],
  [/^(svelte|bits-ui|@lucide|uplot)/, ['ui', 'state', 'main.ts', 'App.svelte']],
];

const SOURCE = resolve(import.meta.dirname, '../src');

interface Import {
  readonly from: string;
  /** A path relative to src, or a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesUnder(path);
    return /\.(ts|svelte)$/.test(name) ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'/g);
  const dynamic = text.matchAll(/import\('([^']+)'\)/g);
  const workers = text.matchAll(/new URL\('([^']+)', import\.meta\.url\)/g);
  const from = relative(SOURCE, file);
  const resolved = (specifier: string) =>
    specifier.startsWith('.') ? relative(SOURCE, resolve(dirname(file), specifier)) : specifier;
  return [
    ...[...statements].map(([, type, specifier]) => ({
      from,
      to: resolved(specifier),
      typeOnly: Boolean(type),
    })),
    ...[...dynamic].map(([, specifier]) => ({ from, to: resolved(specifier), typeOnly: false })),
    // A worker's entry is started, not imported: what it pulls in never reaches the page.
    ...[...workers].map(([, specifier]) => ({ from, to: resolved(specifier), typeOnly: true })),
  ];
}

/** Texts and spoken labels that are written out in the markup of a component. */
function wordsOf(component: string): string[] {
  let markup = component.replace(/<(script|style)[^>]*>[^]*?<\/\1>|<!--[^]*?-->/g, '');
  // From the innermost braces outwards.
  for (let before = ''; before !== markup;) markup = (before = markup).replace(/\{[^{}]*\}/g, '');
  const labels = [...markup.matchAll(/\s(?:title|alt|placeholder|aria-label|label)="([^"]+)"/g)].map(
    ([, words]) => words,
  );
  const texts = markup
    .replace(/<[^>]*>/g, '\n')
    .replace(/&\w+;/g, ' ')
    .split('\n');
  return [...labels, ...texts].map((words) => words.trim()).filter((words) => /[A-Za-z]{3}/.test(words));
}

const files = filesUnder(SOURCE);
const imports = files.flatMap(importsOf);
const folderOf = (path: string) => path.split('/')[0];
const isOurs = (path: string) => folderOf(path) in MAY_IMPORT;

describe('architecture', () => {
  test('the sources were found', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(100);
  });

  test('folders import only those below them', () => {
    const wrong = imports
      .filter(({ from, to }) => isOurs(from) && isOurs(to) && folderOf(from) !== folderOf(to))
      .filter(({ from, to }) => !MAY_IMPORT[folderOf(from)].includes(folderOf(to)))
      // checkpoint names the record that files hold; only types, so that a dead GPU cannot block saving.
      .filter(({ from, typeOnly }) => !(folderOf(from) === 'checkpoint' && typeOnly));
    expect(wrong).toEqual([]);
  });

  test('of the two workers, the page imports the client and the protocol only', () => {
    const allowed = ['trainer/client', 'trainer/protocol', 'analysis/client', 'analysis/protocol'];
    const wrong = imports
      .filter(({ from }) => ['ui', 'state'].includes(folderOf(from)))
      .filter(({ to }) => ['trainer', 'analysis'].includes(folderOf(to)))
      .filter(({ to }) => !allowed.includes(to.replace(/\.ts$/, '')));
    expect(wrong).toEqual([]);
  });

  /** Files and packages that the code of `entry` needs when it runs. */
  function reachedFrom(entry: string): string[] {
    const reached = new Set<string>();
    const visit = (path: string) => {
      const file = [path, `${path}.ts`, `${path}.svelte`].find((candidate) =>
        files.includes(join(SOURCE, candidate)),
      );
      if (!file || reached.has(file)) {
        reached.add(path);
        return;
      }
      reached.add(file);
      imports.filter(({ from, typeOnly }) => from === file && !typeOnly).forEach(({ to }) => visit(to));
    };
    visit(entry);
    return [...reached];
  }

  test('the code that the page loads reaches neither tfjs nor jszip', () => {
    const reached = reachedFrom('main');
    expect(reached).toContain('App.svelte');
    expect(reached.filter((path) => /^@tensorflow|^jszip|^ppo\/|^gpu\//.test(path))).toEqual([]);
  });

  test('the command line reaches nothing that only a browser has', () => {
    const reached = reachedFrom('cli/main');
    expect(reached).toEqual(expect.arrayContaining(['trainer/trainingSession.ts', 'cli/nodeThreads.ts']));
    const browserOnly =
      /^idb-keyval|^checkpoint\/(indexedDb|runLock|storage|strict)|^trainer\/(client|worker|trainerService|openEngine)|browserThreads|^platform\/|^gpu\/tfjsBackend|^state\/|^ui\//;
    expect(reached.filter((path) => browserOnly.test(path))).toEqual([]);
  });

  test.each(OWNERS)('%s is imported by its owners only', (packages, owners) => {
    const users = imports.filter(({ to }) => packages.test(to)).map(({ from }) => from);
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((from) => !owners.some((owner) => from.startsWith(owner)))).toEqual([]);
  });

  test('what components say is in strings, but for the prose of the explanation', () => {
    const said = files
      .filter((file) => file.endsWith('.svelte') && !file.includes('howItWorks'))
      .flatMap((file) =>
        wordsOf(readFileSync(file, 'utf8')).map((words) => `${relative(SOURCE, file)}: ${words}`),
      );
    expect(wordsOf('<p title="Some words">{text.a} more <b>words</b></p>')).toEqual([
      'Some words',
      'more',
      'words',
    ]);
    expect(said).toEqual([]);
  });

  test('earthquakes and random numbers use no function whose bits a browser chooses', () => {
    const chosen = /Math\.(sin|cos|tan|a?sinh?|a?cosh?|a?tanh?|atan2|exp|expm1|pow|cbrt|hypot)\(/;
    const users = files
      .filter((file) => chosen.test(readFileSync(file, 'utf8')))
      .map((file) => folderOf(relative(SOURCE, file)));
    expect(users).toContain('ppo');
    expect(
      users.filter((folder) =>
        ['elementary', 'random', 'groundMotion', 'building', 'curriculum'].includes(folder),
      ),
    ).toEqual([]);
  });

  test('IndexedDB and the Web Locks are touched in checkpoint only', () => {
    const users = files
      .filter((file) => /\bindexedDB\b|navigator\.locks/.test(readFileSync(file, 'utf8')))
      .map((file) => folderOf(relative(SOURCE, file)));
    expect(new Set(users)).toEqual(new Set(['checkpoint']));
  });
});

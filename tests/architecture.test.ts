import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PASSES } from '../src/ppo/engines/webgpu/passes';
import { sharingTests } from './support/sharingTests';

/** What is simulated. */
const MODEL = ['environment', 'building', 'groundMotion', 'random', 'numerics', 'errors'];
/** What is learnt, and judged. */
const LEARNING = ['ppo', 'evaluation', 'curriculum', 'logging', 'platform', ...MODEL];
const CHECKPOINT_FILES = [
  'checkpoint/names',
  'checkpoint/limits',
  'checkpoint/resume',
  'checkpoint/emergencyOffer',
  'checkpoint/runOverview',
  'checkpoint/store',
];
const CHECKPOINT = [
  'checkpoint/checkpoint',
  'checkpoint/zip',
  'checkpoint/loadCheckpoint',
  ...CHECKPOINT_FILES,
];
/** What trains, in a worker or in Node. */
const TRAINING = [
  'trainer/protocol',
  'ppo/engines/names',
  'ppo/engines/wasm/threads',
  'export',
  'records',
  'gpu',
  'sb3',
  ...CHECKPOINT,
  ...LEARNING,
];
const PAGE = [
  ...CHECKPOINT_FILES,
  'curriculum',
  'logging',
  'evaluation',
  'building',
  'groundMotion',
  'errors',
];

/**
 * The rooms, from the ground up: folders, and files that are rooms of their own. A file imports its own room and the rooms
 * listed here, nothing else of ours.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  version: [],
  messaging: ['errors'],
  numerics: [],
  random: ['numerics'],
  platform: ['errors'],
  logging: ['numerics'],
  building: ['numerics'],
  groundMotion: ['random', 'numerics'],
  environment: ['building', 'groundMotion', 'random', 'numerics'],
  curriculum: MODEL,
  'ppo/engines/names': [],
  'ppo/engines/wasm/threads': ['messaging', 'platform', 'errors'],
  ppo: ['ppo/engines/names', 'ppo/engines/wasm/threads', 'curriculum', 'logging', 'platform', ...MODEL],
  evaluation: ['ppo', 'curriculum', ...MODEL],
  gpu: ['platform', 'errors'],
  sb3: ['ppo', 'curriculum', ...MODEL],
  'checkpoint/names': ['curriculum'],
  'checkpoint/limits': [],
  'checkpoint/store': ['numerics', 'checkpoint/names', 'logging', 'messaging', 'platform', 'errors'],
  'checkpoint/resume': ['checkpoint/names', 'checkpoint/store', 'curriculum'],
  'checkpoint/emergencyOffer': ['checkpoint/resume', 'checkpoint/store', 'curriculum'],
  'checkpoint/runOverview': ['checkpoint/names', 'checkpoint/store', 'curriculum'],
  'checkpoint/checkpoint': ['checkpoint/names', 'ppo', 'evaluation', 'curriculum'],
  'checkpoint/zip': [
    'version',
    'checkpoint/checkpoint',
    'checkpoint/limits',
    'checkpoint/store',
    'sb3',
    ...LEARNING,
  ],
  'checkpoint/loadCheckpoint': ['checkpoint/checkpoint', 'checkpoint/zip', 'checkpoint/store', 'sb3', 'ppo'],
  records: ['checkpoint/names', 'checkpoint/store', 'curriculum', 'groundMotion', 'errors'],
  export: ['records', 'sb3', ...CHECKPOINT, ...LEARNING],
  'trainer/protocol': [
    'checkpoint/resume',
    'export',
    'ppo/engines/names',
    'curriculum',
    'evaluation',
    'logging',
    'errors',
  ],
  'trainer/background': ['messaging', ...LEARNING],
  'trainer/client': [
    'trainer/protocol',
    'trainer/background',
    'ppo/engines/wasm/threads',
    'checkpoint/store',
    'messaging',
  ],
  trainer: ['trainer/background', ...TRAINING, 'messaging', 'version'],
  'analysis/protocol': ['curriculum', 'evaluation', 'groundMotion'],
  'analysis/client': ['analysis/protocol', 'checkpoint/store', 'messaging'],
  analysis: ['analysis/protocol', 'records', 'messaging', 'sb3', ...CHECKPOINT, ...LEARNING],
  'backup/protocol': ['checkpoint/store', 'curriculum'],
  'backup/client': ['backup/protocol', 'checkpoint/store', 'messaging'],
  backup: ['backup/protocol', 'records', 'messaging', 'sb3', ...CHECKPOINT, ...LEARNING],
  cli: ['version', 'trainer', 'trainer/background', ...TRAINING],
  serviceWorker: [],
  strings: ['ppo/engines/names', 'curriculum', 'logging'],
  state: [
    'trainer/protocol',
    'trainer/client',
    'analysis/protocol',
    'analysis/client',
    'backup/protocol',
    'backup/client',
    'ppo/engines/names',
    'records',
    'serviceWorker',
    'strings',
    'platform',
    'messaging',
    ...PAGE,
  ],
  ui: [
    'version',
    'state',
    'trainer/protocol',
    'analysis/protocol',
    'backup/protocol',
    'ppo/engines/names',
    'strings',
    'platform',
    ...PAGE,
  ],
};

/** The room that a file is in: the longest name that its path begins with. */
function roomOf(path: string): string | undefined {
  const bare = path.replace(/\.(svelte\.)?\w+$/, '');
  return Object.keys(MAY_IMPORT)
    .filter((room) => bare === room || path === room || path.startsWith(`${room}/`))
    .sort((one, other) => other.length - one.length)[0];
}

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
  /** The other file is the entry of a worker. */
  readonly startsWorker: boolean;
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
      startsWorker: false,
    })),
    ...[...dynamic].map(([, specifier]) => ({
      from,
      to: resolved(specifier),
      typeOnly: false,
      startsWorker: false,
    })),
    // A worker's entry is started, not imported: what it pulls in never reaches the page.
    ...[...workers].map(([, specifier]) => ({
      from,
      to: resolved(specifier),
      typeOnly: true,
      startsWorker: true,
    })),
  ];
}

const files = filesUnder(SOURCE);
const imports = files.flatMap(importsOf);
const folderOf = (path: string) => path.split('/')[0];

describe('architecture', () => {
  test('the sources were found', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(100);
  });

  test('every file is in a room, but for the page itself', () => {
    const homeless = files.map((file) => relative(SOURCE, file)).filter((file) => !roomOf(file));
    expect(homeless.sort()).toEqual(['App.svelte', 'main.ts']);
  });

  test('files import only the rooms that theirs may', () => {
    const wrong = imports
      .filter(({ to, startsWorker }) => roomOf(to) && !startsWorker)
      .map((each) => ({ ...each, room: roomOf(each.from), imported: roomOf(each.to) ?? '' }))
      .filter(({ room, imported }) => room && room !== imported && !MAY_IMPORT[room].includes(imported))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  test('no file imports itself, by however long a way round, not even types', () => {
    const fileOf = (path: string) =>
      [path, `${path}.ts`, `${path}.svelte`].find((each) => files.includes(join(SOURCE, each)));
    const importsOfFile = new Map(files.map((file) => [relative(SOURCE, file), new Set<string>()]));
    for (const { from, to, startsWorker } of imports) {
      const file = startsWorker ? undefined : fileOf(to);
      if (file) importsOfFile.get(from)?.add(file);
    }
    // Whoever imports nothing that is left is on no way round, and leaves.
    let left = [...importsOfFile.keys()];
    for (let before = Infinity; left.length < before;) {
      before = left.length;
      const still = new Set(left);
      left = left.filter((file) => [...(importsOfFile.get(file) ?? [])].some((each) => still.has(each)));
    }
    expect(left).toEqual([]);
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
    expect(
      reached.filter((path) =>
        /^@tensorflow|^jszip|^ppo\/(?!engines\/(names|wasm\/threads))|^gpu\/|^checkpoint\/zip/.test(path),
      ),
    ).toEqual([]);
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

  test('earthquakes and random numbers use no function whose bits a browser chooses', () => {
    const chosen = /Math\.(sin|cos|tan|a?sinh?|a?cosh?|a?tanh?|atan2|exp|expm1|pow|cbrt|hypot)\(/;
    const users = files
      .filter((file) => chosen.test(readFileSync(file, 'utf8')))
      .map((file) => folderOf(relative(SOURCE, file)));
    expect(users).toContain('ppo');
    expect(
      users.filter((folder) =>
        ['numerics', 'random', 'groundMotion', 'building', 'curriculum'].includes(folder),
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

test('unit tests share modules that replace nothing, nor does what they import of tests/support', () => {
  const sharing = sharingTests().map((file) => file.slice('tests/unit/'.length));
  expect(sharing).toContain('numerics/fft.test.ts');
  // It stubs a global itself.
  expect(sharing).not.toContain('platform/memory.test.ts');
  // The disks that it opens bring an IndexedDB.
  expect(sharing).not.toContain('trainer/trainingSession.test.ts');
  const replaces = /\bvi\.(?!fn\b)|Object\.definePropert|process\.env\.\w+ =/;
  const files = sharing.map((file) => join(import.meta.dirname, 'unit', file));
  expect(files.filter((file) => replaces.test(readFileSync(file, 'utf8')))).toEqual([]);
});

describe('docs/architecture.md', () => {
  const page = readFileSync(join(SOURCE, '../docs/architecture.md'), 'utf8');
  const rooms = Object.keys(MAY_IMPORT).sort();
  /** The first column of the page's tables. */
  const rows = [...page.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, name]) => name);
  /** The boxes of the drawing: a name, and the rooms in it. */
  const boxes = new Map(
    [...page.matchAll(/^ {2}(\w+)\["([^"]+)"\]$/gm)].map(([, name, list]) => [name, list.split(', ')]),
  );
  const arrows = [...page.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => ({ from, to }));
  const boxOf = (room: string) => [...boxes].find(([, list]) => list.includes(room))?.[0] ?? '';

  /** The boxes that arrows lead to from this one, directly or not, and itself. */
  function reachableFrom(box: string, reached = new Set<string>()): Set<string> {
    if (reached.has(box)) return reached;
    reached.add(box);
    arrows.filter(({ from }) => from === box).forEach(({ to }) => reachableFrom(to, reached));
    return reached;
  }

  test('its table has every room, and its drawing has each once', () => {
    expect(rows.filter((name) => !(PASSES as readonly string[]).includes(name)).sort()).toEqual(rooms);
    expect([...boxes.values()].flat().sort()).toEqual(rooms);
  });

  test('every arrow of its drawing is allowed, and what is allowed has a way along them', () => {
    const isAllowed = ({ from, to }: (typeof arrows)[number]) =>
      (boxes.get(from) ?? []).some((room) =>
        (boxes.get(to) ?? []).some((other) => MAY_IMPORT[room].includes(other)),
      );
    expect(arrows.filter((arrow) => !isAllowed(arrow))).toEqual([]);
    const undrawn = Object.entries(MAY_IMPORT).flatMap(([room, others]) =>
      others
        .filter((other) => !reachableFrom(boxOf(room)).has(boxOf(other)))
        .map((other) => `${room} imports ${other}`),
    );
    expect(undrawn).toEqual([]);
  });

  test('its table of passes has each with the shader of its entry point and the file that dispatches it', () => {
    const table = [...page.matchAll(/^\| `(\w+)` +\| `(\w+\.wgsl)` +\| `(\w+\.ts)` +\|$/gm)];
    expect(table.map(([, pass]) => pass).sort()).toEqual([...PASSES].sort());
    const engine = join(SOURCE, 'ppo/engines/webgpu');
    for (const [, pass, shader, host] of table) {
      expect(readFileSync(join(engine, 'shaders', shader), 'utf8')).toContain(`fn ${pass}(`);
      expect(readFileSync(join(engine, host), 'utf8')).toMatch(
        new RegExp(`pipelines\\.${pass}\\b|'${pass}'`),
      );
    }
  });
});

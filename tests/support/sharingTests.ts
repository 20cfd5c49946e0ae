import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** How a test replaces what another file could see: a global, a clock, a module, the environment. */
const REPLACES = /\bvi\.(?!fn\b)|Object\.definePropert|process\.env\.\w+ =|fake-indexeddb\/auto/;
/** Beginnings of modules that the tests have written for themselves. */
const OWN_IMPORT = /^(?:import|export) [^;]*?from '(\.[^']*)';$/gm;

/**
 * They begin with nothing: the state of the page, processes of the command line, and earthquakes that nobody has made yet.
 */
const APART = /^tests\/unit\/((state|cli|bin|support)\/|trainer\/background\.)/;

/** Whether a test file, or what it imports of `tests/support`, replaces something. */
export function replacesSomething(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  if (REPLACES.test(text)) return true;
  const imported = [...text.matchAll(OWN_IMPORT)].map(([, path]) => join(dirname(file), path));
  const support = imported.filter((path) => dirname(path) === import.meta.dirname);
  return support.some((path) => replacesSomething(path.endsWith('.ts') ? path : `${path}.ts`, seen));
}

/**
 * The files of `tests/unit` that share the modules of a process, and with them what these have computed and keep: records, step
 * maps, comparisons. They replace nothing that another file could see.
 */
export function sharingTests(): string[] {
  return readdirSync(join(ROOT, 'tests/unit'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(ROOT, 'tests/unit', name))
    .filter((file) => !APART.test(relative(ROOT, file)) && !replacesSomething(file))
    .map((file) => relative(ROOT, file))
    .sort();
}

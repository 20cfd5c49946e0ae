import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const namesIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const PAGES = [...namesIn('.'), ...namesIn('docs')];

/** Files and folders of the repository that a text names, wherever it names them. */
function pathsIn(text: string): string[] {
  const named = text.matchAll(/(?<![\w./-])(?:src|tests|tools|bin|docs|\.ci)\/[\w./-]*\w/g);
  return [...named].map(([path]) => path);
}

/** Source files that a text names by the end of their paths alone. */
function namesWithoutFolder(text: string): string[] {
  const named = text.matchAll(/`(?!(?:src|tests|tools|bin)\/)([\w./]+\.(?:ts|mjs|wgsl|svelte))`/g);
  return [...named].map(([, name]) => name);
}

/** Where the links of a page lead within the repository, relative to the page. */
function linksIn(text: string): string[] {
  const links = [
    ...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g),
    ...text.matchAll(/(?:src|srcset)="([^"]+)"/g),
  ];
  return links.map(([, target]) => target).filter((target) => !/^\w+:/.test(target));
}

/** The scripts that a text tells to run. */
function scriptsIn(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
}

const SOURCES = ['src', 'tests', 'tools', 'bin'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
);
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe('what the documents name', () => {
  test('is found in a text', () => {
    expect(pathsIn('See `src/main.ts`, docs/model.md. Not models/src/a.ts')).toEqual([
      'src/main.ts',
      'docs/model.md',
    ]);
    expect(namesWithoutFolder('In `src/a`: `b.ts`, `c/d.wgsl`, `src/e.ts`')).toEqual(['b.ts', 'c/d.wgsl']);
    expect(linksIn('[a](docs/a.md#b), ![c](d.webp), [e](https://f.g/h)')).toEqual(['docs/a.md', 'd.webp']);
    expect(scriptsIn('`npm run test:unit` and npm run check.')).toEqual(['test:unit', 'check']);
  });

  test.each(PAGES)('%s names only what is there', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const isMissing = (path: string) => !existsSync(join(ROOT, path));
    expect(pathsIn(text).filter(isMissing)).toEqual([]);
    const isNowhere = (name: string) => !SOURCES.some((path) => path.endsWith(`/${name}`));
    expect(namesWithoutFolder(text).filter(isNowhere)).toEqual([]);
    expect(linksIn(text).filter((target) => isMissing(join(dirname(page), target)))).toEqual([]);
    expect(scriptsIn(text).filter((script) => !(script in scripts))).toEqual([]);
  });

  test('and the README every script that runs tests, pictures or figures', () => {
    const named = scriptsIn(readFileSync(join(ROOT, 'README.md'), 'utf8'));
    const own = Object.keys(scripts).filter((script) => /^test:|^(bench|figures|screenshots)$/.test(script));
    expect(own.filter((script) => !named.includes(script))).toEqual([]);
  });
});

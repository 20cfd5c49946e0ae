import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../../../src');

/** Places that may know one building: where it is data, and the recipes that were found on it. */
const ALLOWED = /^(building\/|curriculum\/recipes\/)/;

/** What people read of the v9 building, and the picture of it that greets them. */
const PROSE = /^(strings\/|ui\/howItWorks\/|ui\/common\/BuildingFigure\.svelte$)/;

/** Figures that were computed for the v9 building, and are used for no other. */
const FIGURES = /^evaluation\/figures\//;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return /\.(ts|svelte|wgsl)$/.test(entry.name) ? [path] : [];
  });
}

const files = filesUnder(SOURCE).map((path) => ({
  name: relative(SOURCE, path),
  code: withoutComments(readFileSync(path, 'utf8')),
}));
const held = files.filter(({ name }) => ![ALLOWED, PROSE, FIGURES].some((allowed) => allowed.test(name)));

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"])\/\/.*$/gm, '$1');
}

/** What the v9 building is made of, and how a file would write it. */
const CONSTANTS = {
  'degrees of freedom': /(?<![\w.-])13(?![\w.%])/,
  'entries of its state': /(?<![\w.-])39(?![\w.%])/,
  'floor mass': /200_?000|200e3|2e5/,
  'storey stiffness': /20e6|2e7|20_000_000/,
  'damper mass': /(?<![\w.])4_?000(?!\w)/,
  'damper stiffness': /(?<![\w.])50_000(?!\w)/,
  'storey height': /(?<![\w.])3\.5(?![\w%])/,
  names: /\bconst (SOFT_STOREY|STOREYS|DEGREES(_OF_FREEDOM)?|ROOF|TMD|OBSERVED(_STATE)?|OBSERVATION_SIZE)\b/,
} as const;

/** Numbers that mean something else, by file. */
const OTHERS: Readonly<Record<string, readonly (keyof typeof CONSTANTS)[]>> = {
  // Shifts and rotations of ciphers and hashes, a coefficient, and bounds of what is read.
  'random/threefry.ts': ['degrees of freedom'],
  'random/permutation.ts': ['degrees of freedom'],
  'numerics/sha256InScript.ts': ['degrees of freedom'],
  'numerics/trigonometric.ts': ['floor mass'],
  'ppo/engines/wasm/assembly/activations.ts': ['degrees of freedom'],
  'ppo/engines/wasm/assembly/permutation.ts': ['degrees of freedom'],
  'ppo/engines/wasm/assembly/random.ts': ['degrees of freedom'],
  'ppo/engines/webgpu/verifiedReadBack.ts': ['degrees of freedom'],
  'sb3/pickleReader.ts': ['floor mass', 'damper stiffness'],
  // A control character, and a line of a format.
  'groundMotion/formats/fileText.ts': ['degrees of freedom'],
  'groundMotion/formats/geonet.ts': ['degrees of freedom'],
  // What is written of any building.
  'export/code/javascriptModule.ts': ['names'],
  // Milliseconds, and pixels.
  'state/announcements.svelte.ts': ['damper mass'],
  'ui/building/drawBuilding.ts': ['storey height'],
};

describe('a constant of the v9 building', () => {
  test('would be found: it is where the building is data', () => {
    const data = files.find(({ name }) => name === 'building/v9Building.ts')?.code ?? '';
    expect(data).toMatch(CONSTANTS['floor mass']);
    expect(data).toMatch(CONSTANTS['storey height']);
    expect('const DEGREES: usize = 13;').toMatch(CONSTANTS['degrees of freedom']);
    expect(held.length).toBeGreaterThan(300);
  });

  test.each(Object.keys(CONSTANTS) as (keyof typeof CONSTANTS)[])('its %s: stands nowhere else', (kind) => {
    const found = held
      .filter(({ name, code }) => CONSTANTS[kind].test(code) && !OTHERS[name]?.includes(kind))
      .map(({ name, code }) => {
        const line = code.split('\n').find((each) => CONSTANTS[kind].test(each)) ?? '';
        return `${name}: ${line.trim()}`;
      });
    expect(found).toEqual([]);
  });
});

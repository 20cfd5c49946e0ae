import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { overridesFirst, PASSES, shaderOf } from '../../../../src/ppo/engines/webgpu/passes';
import { shapeOf } from '../../../../src/ppo/engines/webgpu/shape';
import { V9 } from '../../../support/v9Building';

/** Module-scope declarations and the word that begins each, in the shader's order. */
function declarationsOf(code: string): { readonly kind: string; readonly text: string }[] {
  const withoutComments = code.replace(/\/\/.*$/gm, '');
  const beginnings = [
    ...withoutComments.matchAll(
      /^(?:@[^\n]*?\s)?(override|const|var|struct|alias|fn|const_assert|enable|requires|diagnostic)\b/gm,
    ),
  ];
  return beginnings.map(({ 1: kind, index }, i) => ({
    kind,
    text: withoutComments.slice(index, beginnings[i + 1]?.index),
  }));
}

/** Overrides that follow an array which an override sizes: Naga panics on each. */
function overridesTooLate(code: string): string[] {
  const declarations = declarationsOf(code);
  const overrides = declarations.filter(({ kind }) => kind === 'override');
  const names = overrides.map(({ text }) => /override (\w+)/.exec(text)?.[1] ?? '');
  const mentionsOverride = new RegExp(`array<[^;]*,[^;]*\\b(${names.join('|')})\\b`);
  const firstArray = declarations.findIndex(
    ({ kind, text }) => kind === 'var' && mentionsOverride.test(text),
  );
  if (names.length === 0 || firstArray === -1) return [];
  return declarations
    .slice(firstArray)
    .filter(({ kind }) => kind === 'override')
    .map(({ text }) => text.trim());
}

const FAULTY = [
  'override width: u32;',
  'var<workgroup> tile: array<vec4f, 4u * width>;',
  'override roof: u32;',
  '@compute @workgroup_size(1)',
  'fn main() { tile[0].x = f32(roof); }',
].join('\n');

const SHADERS = resolve(import.meta.dirname, '../../../../src/ppo/engines/webgpu/shaders');

test.each(PASSES)('%s: the pass, its entry point and its file have one name', (pass) => {
  expect(existsSync(resolve(SHADERS, `${pass}.wgsl`))).toBe(true);
  expect(shaderOf(pass, shapeOf(V9))).toMatch(new RegExp(`@compute @workgroup_size\\(.*\\)\\nfn ${pass}\\(`));
});

describe('overrides of a shader', () => {
  test('one that follows an array which another one sizes is found, and put before it', () => {
    expect(overridesTooLate(FAULTY)).toEqual(['override roof: u32;']);
    expect(overridesTooLate(overridesFirst(FAULTY))).toEqual([]);
    expect(overridesFirst(FAULTY).split('\n').toSorted()).toEqual(FAULTY.split('\n').toSorted());
  });

  test.each(PASSES)('%s: none follows an array that another one sizes', (pass) => {
    expect(overridesTooLate(shaderOf(pass, shapeOf(V9)))).toEqual([]);
  });

  test.each(PASSES)('%s: each is declared in a line of its own, which is what can be put first', (pass) => {
    for (const line of shaderOf(pass, shapeOf(V9))
      .replace(/\/\/.*$/gm, '')
      .split('\n')) {
      if (/\boverride\b/.test(line)) expect(line).toMatch(/^override \w+: (u32|f32|bool)( = [^;]+)?;\s*$/);
    }
  });

  test('the pass that Naga panicked on has the overrides and the array that made it', () => {
    const kinds = declarationsOf(shaderOf('collect', shapeOf(V9)));
    expect(kinds.filter(({ kind }) => kind === 'override').length).toBeGreaterThan(5);
    expect(shaderOf('collect', shapeOf(V9))).toMatch(
      /var<workgroup> tile: array<vec4f, TOWER_ROWS \* widest>;/,
    );
  });
});

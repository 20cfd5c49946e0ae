import adam from './shaders/adam.wgsl?raw';
import advantages from './shaders/advantages.wgsl?raw';
import checksum from './shaders/checksum.wgsl?raw';
import collect from './shaders/collect.wgsl?raw';
import environment from './shaders/environment.wgsl?raw';
import evaluate from './shaders/evaluate.wgsl?raw';
import gather from './shaders/gather.wgsl?raw';
import gradient from './shaders/gradient.wgsl?raw';
import loss from './shaders/loss.wgsl?raw';
import members from './shaders/members.wgsl?raw';
import measure from './shaders/measure.wgsl?raw';
import multiply from './shaders/multiply.wgsl?raw';
import network from './shaders/network.wgsl?raw';
import products from './shaders/products.wgsl?raw';
import random from './shaders/random.wgsl?raw';
import scales from './shaders/scales.wgsl?raw';
import total from './shaders/total.wgsl?raw';
import tower from './shaders/tower.wgsl?raw';
import weightGradient from './shaders/weightGradient.wgsl?raw';
import { allLayouts } from './layouts';
import type { Shape } from './shape';
import { constantsOf } from './sharedConstants';

/** A pass of the method: the files that its shader is made of, the last one with its entry point. */
const FILES = {
  collect: [members, network, random, scales, tower, environment, collect],
  evaluate: [members, network, scales, products, multiply, evaluate],
  advantages: [members, advantages],
  measure: [members, total, measure],
  gather: [members, random, total, gather],
  gradient: [members, network, products, multiply, loss, gradient],
  weightGradient: [members, network, products, weightGradient],
  adam: [members, network, adam],
  checksum: [checksum],
} as const;

/** Also the name of the pass's entry point. */
export type Pass = keyof typeof FILES;

export const PASSES = Object.keys(FILES) as readonly Pass[];

/** What is written of a pass: its shader without what it shares with TypeScript. */
export function sourceOf(pass: Pass): string {
  return FILES[pass].join('\n');
}

/** The shader of a pass for buildings of a shape, with the structs and constants that it shares with TypeScript: see `layouts.ts`. */
export function shaderOf(pass: Pass, shape: Shape): string {
  // Each before what needs it.
  const shared: readonly { readonly name: string; readonly wgsl: string }[] = [
    ...constantsOf(shape),
    ...allLayouts(shape),
  ];
  return overridesFirst(
    shared.reduceRight(
      (rest, { name, wgsl }) => (mentions(rest, name) ? `${wgsl}${rest}` : rest),
      sourceOf(pass),
    ),
  );
}

/** Comments apart. */
function mentions(code: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(code.replace(/\/\/.*$/gm, ''));
}

/**
 * The same shader with its `override` declarations before everything else. Their order means nothing in WGSL, but Naga,
 * Firefox's compiler, panics on one that follows an array which another one sizes, and takes the browser with it.
 */
export function overridesFirst(code: string): string {
  const lines = code.split('\n');
  const isOverride = (line: string) => line.startsWith('override ');
  return [...lines.filter(isOverride), ...lines.filter((line) => !isOverride(line))].join('\n');
}

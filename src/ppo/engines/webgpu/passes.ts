import adam from './shaders/adam.wgsl?raw';
import advantages from './shaders/advantages.wgsl?raw';
import blocks from './shaders/blocks.wgsl?raw';
import collect from './shaders/collect.wgsl?raw';
import environment from './shaders/environment.wgsl?raw';
import evaluate from './shaders/evaluate.wgsl?raw';
import gather from './shaders/gather.wgsl?raw';
import gradient from './shaders/gradient.wgsl?raw';
import loss from './shaders/loss.wgsl?raw';
import measure from './shaders/measure.wgsl?raw';
import multiply from './shaders/multiply.wgsl?raw';
import network from './shaders/network.wgsl?raw';
import norm from './shaders/norm.wgsl?raw';
import random from './shaders/random.wgsl?raw';
import scales from './shaders/scales.wgsl?raw';
import total from './shaders/total.wgsl?raw';
import tower from './shaders/tower.wgsl?raw';
import update from './shaders/update.wgsl?raw';
import weightGradient from './shaders/weightGradient.wgsl?raw';

/** A pass of the method: the files that its shader is made of, the last one with its entry point. */
const FILES = {
  collect: [network, random, scales, tower, environment, collect],
  evaluate: [network, scales, multiply, evaluate],
  advantages: [update, advantages],
  measure: [update, total, measure],
  gather: [random, update, total, gather],
  gradient: [network, update, multiply, loss, gradient],
  weightGradient: [network, update, blocks, weightGradient],
  norm: [network, update, norm],
  adam: [network, update, blocks, adam],
} as const;

/** Also the name of the pass's entry point. */
export type Pass = keyof typeof FILES;

export const PASSES = Object.keys(FILES) as readonly Pass[];

/** The shader of a pass. */
export function shaderOf(pass: Pass): string {
  return overridesFirst(FILES[pass].join('\n'));
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

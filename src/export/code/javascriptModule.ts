import type { PolicyCode } from './policyCode';
import { SELF_TEST_TOLERANCE } from './policyCode';
import { float32Text, linesOf } from './float32Text';

const ACTIVATIONS = { tanh: 'Math.tanh(x)', relu: 'Math.max(0, x)' } as const;

/** A policy as one JavaScript module (ECMAScript 2015) without dependencies. Weights are the float32 of the checkpoint. */
export function javascriptModule(code: PolicyCode): string {
  const { layers, activation, observationSize, forceLimit, example, head } = code;
  return `/*
${head.map((line) => ` * ${line}`.trimEnd()).join('\n')}
 *
 * Call selfTest() once where it is to run.
 */

/** Numbers in an observation. */
export const OBSERVATION_SIZE = ${observationSize};
${forceLimit === null ? '' : `\n/** N */\nexport const FORCE_LIMIT = ${forceLimit};\n`}
/** An observation, and the action that the policy has for it. */
export const EXAMPLE = {
  observation: [
${linesOf(example.observation.map(String), 4)}
  ],
  action: ${example.action},
};

const layers = [
${layers.map(layerText).join('\n')}
];

function apply({ outputs, inputs, weight, bias }, input, isHidden) {
  const out = new Float64Array(outputs);
  for (let row = 0; row < outputs; row++) {
    let x = bias[row];
    for (let column = 0; column < inputs; column++) x += weight[row * inputs + column] * input[column];
    out[row] = isHidden ? ${ACTIVATIONS[activation]} : x;
  }
  return out;
}

/**
 * The action in [-1, 1] for an observation.
 *
 * @param {ArrayLike<number>} observation
 * @returns {number}
 */
export function action(observation) {
  let values = observation;
  layers.forEach((layer, index) => {
    values = apply(layer, values, index < layers.length - 1);
  });
  return Math.min(1, Math.max(-1, values[0]));
}

/**
 * Whether this machine finds the action of the example.
 *
 * @returns {boolean}
 */
export function selfTest() {
  return Math.abs(action(EXAMPLE.observation) - EXAMPLE.action) <= ${SELF_TEST_TOLERANCE};
}
`;
}

function layerText({ outputs, inputs, weight, bias }: PolicyCode['layers'][number]): string {
  const array = (values: Float32Array) =>
    `new Float32Array([\n${linesOf(Array.from(values, float32Text))}\n  ])`;
  return `  {\n  outputs: ${outputs},\n  inputs: ${inputs},\n  weight: ${array(weight)},\n  bias: ${array(bias)},\n  },`;
}

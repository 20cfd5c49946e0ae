import type { PolicyCode } from './policyCode';
import { SELF_TEST_TOLERANCE } from './policyCode';
import { float32Text, linesOf } from './float32Text';

const ACTIVATIONS = { tanh: 'tanh(x)', relu: 'x > 0.0 ? x : 0.0' } as const;

/**
 * A policy as one C99 header (C++ reads it as well) without dependencies but `math.h`: nothing is allocated, and nothing is
 * kept from one call to the next. Weights are the float32 of the checkpoint, sums are doubles.
 */
export function cHeader({
  layers,
  activation,
  observationSize,
  forceLimit,
  example,
  head,
}: PolicyCode): string {
  const width = Math.max(observationSize, ...layers.map(({ outputs }) => outputs));
  const steps = layers.map(({ outputs, inputs }, index) => {
    const [from, to] = index % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
    const isLast = index === layers.length - 1;
    return `  tmd_policy_layer(tmd_policy_weight_${index}, tmd_policy_bias_${index}, ${inputs}, ${outputs}, ${isLast ? 0 : 1}, ${from}, ${to});`;
  });
  const result = layers.length % 2 === 0 ? 'a' : 'b';
  return `/*
${head.map((line) => ` * ${line}`.trimEnd()).join('\n')}
 *
 * C99 or C++, and math.h. Call tmd_policy_self_test() once on the machine that it is to run on.
 */
#ifndef TMD_POLICY_H
#define TMD_POLICY_H

#include <math.h>

#define TMD_POLICY_OBSERVATION_SIZE ${observationSize}
${forceLimit === null ? '' : `/* N */\n#define TMD_POLICY_FORCE_LIMIT ${forceLimit.toFixed(1)}\n`}
${layers.map(constantsOf).join('\n')}
static inline void tmd_policy_layer(const float *weight, const float *bias, int inputs, int outputs, int is_hidden,
                                    const double *in, double *out)
{
  int row, column;
  for (row = 0; row < outputs; row++) {
    double x = (double)bias[row];
    for (column = 0; column < inputs; column++) x += (double)weight[row * inputs + column] * in[column];
    out[row] = is_hidden ? (${ACTIVATIONS[activation]}) : x;
  }
}

/* The action in [-1, 1] for an observation. */
static inline double tmd_policy_action(const double observation[TMD_POLICY_OBSERVATION_SIZE])
{
  double a[${width}], b[${width}];
  int i;
  for (i = 0; i < TMD_POLICY_OBSERVATION_SIZE; i++) a[i] = observation[i];
${steps.join('\n')}
  return ${result}[0] > 1.0 ? 1.0 : ${result}[0] < -1.0 ? -1.0 : ${result}[0];
}

/* 1 where this machine finds the action that the policy has for an example, 0 where it does not. */
static inline int tmd_policy_self_test(void)
{
  static const double observation[TMD_POLICY_OBSERVATION_SIZE] = {
${linesOf(example.observation.map(literal), 4)}
  };
  return fabs(tmd_policy_action(observation) - (${literal(example.action)})) <= ${SELF_TEST_TOLERANCE};
}

#endif
`;
}

function constantsOf({ weight, bias }: PolicyCode['layers'][number], index: number): string {
  const array = (name: string, values: Float32Array) =>
    `static const float tmd_policy_${name}_${index}[${values.length}] = {\n${linesOf(Array.from(values, (value) => `${withPoint(float32Text(value))}f`))}\n};\n`;
  return array('weight', weight) + array('bias', bias);
}

function literal(value: number): string {
  return withPoint(String(value));
}

/** A C literal of a floating type needs a point or an exponent. */
function withPoint(text: string): string {
  return /[.e]/.test(text) ? text : `${text}.0`;
}

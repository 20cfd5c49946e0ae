import { writeFileSync } from 'node:fs';
import type { StoredNetwork } from './causal/controllers';
import { networkPath } from './causal/networkFiles';
import { trainNetwork } from './causal/trainNetwork';
import { EVALUATED } from './evaluated';

/** Finds the network of one magnitude and force limit, `M5.7 100`, and writes it in `tools/figures/causal/networks`. */

const [magnitude, limit] = process.argv.slice(3);
const known = EVALUATED.cases.find(
  (one) => one.magnitude === magnitude && one.force_limit_kN === Number(limit),
);
if (!known) throw new RangeError(`No figures are stored for ${magnitude} at ${limit} kN.`);
const { inputs, hidden, parameters } = trainNetwork(
  {
    ...known,
    sight: 'observation and ground',
    hidden: 32,
    iterations: 400,
    batch: 32,
    learningRate: 0.01,
  },
  (text) => console.log(magnitude, limit, text),
);
const stored: StoredNetwork = {
  inputs,
  hidden,
  parameters: Array.from(parameters, (value) => Number(value.toPrecision(8))),
};
writeFileSync(networkPath(known), `${JSON.stringify(stored)}\n`);

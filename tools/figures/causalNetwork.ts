import { writeFileSync } from 'node:fs';
import { meanOf } from '../../src/numerics/mean';
import { centimetres } from '../../src/ui/format';
import type { StoredNetwork } from './causal/controllers';
import { causalPeak } from './causal/controllers';
import { networkPath } from './causal/networkFiles';
import type { Sight } from './causal/trainNetwork';
import { trainNetwork } from './causal/trainNetwork';
import { EVALUATED } from './evaluated';
import { JUDGED, recordsIn } from './judged';

/**
 * Finds the network of one magnitude and force limit, `M5.7 100`, and writes it in `tools/figures/causal/networks`. One that
 * does not see the ground, `M5.7 100 observation`, is only judged.
 */

const [magnitude, limit, wanted] = process.argv.slice(3);
const known = EVALUATED.cases.find(
  (one) => one.magnitude === magnitude && one.force_limit_kN === Number(limit),
);
if (!known) throw new RangeError(`No figures are stored for ${magnitude} at ${limit} kN.`);
const sight: Sight = wanted === 'observation' ? wanted : 'observation and ground';
const { inputs, hidden, parameters } = trainNetwork(
  {
    ...known,
    sight,
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
if (sight === 'observation and ground') writeFileSync(networkPath(known), `${JSON.stringify(stored)}\n`);
const peak = causalPeak({ ...EVALUATED.task, ...known }, { kind: 'network', network: stored });
for (const { name, set } of JUDGED) {
  const records = recordsIn(set, known.magnitude, EVALUATED.task.spectrum);
  console.log(magnitude, limit, sight, name, centimetres(meanOf(records.map(peak))));
}

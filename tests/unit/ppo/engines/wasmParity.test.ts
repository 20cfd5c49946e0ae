import { describeContract } from '../../../support/engineContract';
import { describeGradients, describeParity } from '../../../support/engineParity';
import { chosenByName } from '../../../support/extent';
import { BUILDING_CASES, PARITY_CASES } from '../../../support/parityCases';
import { wasmEngine } from '../../../support/wasmEngines';

const PLAIN = wasmEngine(1);
/** The same kernel, of other instructions or shared out: what differs there shows in a few cases. */
const VARIANTS = [wasmEngine(1, true), wasmEngine(2)];

const ITERATIONS = [...PARITY_CASES, ...BUILDING_CASES];
/** Layers of both activations, rows that are no multiple of the threads and of a block, and those that clipping leaves out. */
const isGradient = chosenByName(/^(tanh|relu|odd widths|more rows|a few of 203)/);
/** Odd widths and remainders; episodes that end; all that the environment can be asked for; another building. */
const isIteration = chosenByName(/odd widths|episodes that end|a baseline, another|^Coupled masses:/);

describeGradients([PLAIN]);
describeGradients(VARIANTS, isGradient);
describeParity([PLAIN]);
describeParity(
  VARIANTS,
  ITERATIONS.filter(({ name }) => isIteration(name)),
);
describeContract([PLAIN, ...VARIANTS]);

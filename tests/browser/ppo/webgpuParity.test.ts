import { describeContract } from '../../support/engineContract';
import { describeGradients, describeParity } from '../../support/engineParity';
import { BUILDING_CASES, PARITY_CASES } from '../../support/parityCases';
import { chosenByName } from '../../support/extent';
import { webgpuEngine } from '../../support/webgpuEngines';

const SOFTWARE = webgpuEngine(true);
/** Computes the same with its threads shared out otherwise. */
const HARDWARE = webgpuEngine(false);
/** The cases whose layers are wide, narrow and odd, whose observations are long, whose minibatches are large and whose episodes end. */
const SHAPES =
  /odd widths|v9 network|widest|four layers|40 storeys$|16,384|episodes that end|a baseline, another/i;

/*
 * On Chromium's software adapter nearly all the time goes into compiling shaders. What `npm test` runs there has every pass,
 * and both ways to share out the work; on wgpu, in `.ci/run`, all cases are run.
 */
const ITERATIONS = [...PARITY_CASES, ...BUILDING_CASES];

/** Layers of both activations on a GPU, a single row, and clipping that leaves all, some and none of the rows. */
const isGradient = chosenByName(/^(one sample|a few of 64)/);
const isHardwareGradient = chosenByName(/^(tanh|relu|one sample|none of 37|a few of 64|all of 77)/);
/** What each part of the environment's shader is compiled for; nobody trains on such an adapter. */
const isIteration = chosenByName(/odd widths|domain|a baseline, another|KL/);
const isHardwareIteration = chosenByName(/odd widths|episodes that end|a baseline, another|four layers/);

describeGradients([SOFTWARE], isGradient);
describeGradients([HARDWARE], isHardwareGradient);
describeParity(
  [SOFTWARE],
  ITERATIONS.filter(({ name }) => isIteration(name)),
);
describeParity(
  [HARDWARE],
  ITERATIONS.filter(({ name }) => SHAPES.test(name) && isHardwareIteration(name)),
);
describeContract([SOFTWARE]);

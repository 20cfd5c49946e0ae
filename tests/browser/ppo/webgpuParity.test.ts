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
 * both ways to share out the work, and what makes shaders differ; on wgpu, in `.ci/run`, all cases are run.
 */
const ITERATIONS = [...PARITY_CASES, ...BUILDING_CASES];

/** Layers of both activations, a single row, and clipping that leaves all, some and none of the rows. */
const GRADIENTS = 'tanh|relu|four layers|one sample|none of 37|a few of (?!5 )|all of 77';
/** Without the widest layers, whose shaders take ten seconds and more: those of `isIteration` stand for them. */
const isGradient = chosenByName(new RegExp(`^(${GRADIENTS})`));
/** Each way to tile a layer; each part of the environment's shader; long and short observations. */
const isIteration = chosenByName(
  /odd widths|one environment|episodes that end|domain|a baseline, another|stroke|four layers|widest|KL|^Coupled masses$|^40 storeys$/,
);
const isHardwareIteration = chosenByName(
  /odd widths|episodes that end|a baseline, another|four layers|v9 network/,
);

describeGradients([SOFTWARE, HARDWARE], isGradient);
describeParity(
  [SOFTWARE],
  ITERATIONS.filter(({ name }) => isIteration(name)),
);
describeParity(
  [HARDWARE],
  ITERATIONS.filter(({ name }) => SHAPES.test(name) && isHardwareIteration(name)),
);
describeContract([SOFTWARE]);

import { describeContract } from '../../support/engineContract';
import { describeGradients, describeParity } from '../../support/engineParity';
import { BUILDING_CASES, PARITY_CASES } from '../../support/parityCases';
import { webgpuEngine } from '../../support/webgpuEngines';

const SOFTWARE = webgpuEngine(true);
/** Computes the same with its threads shared out otherwise. */
const HARDWARE = webgpuEngine(false);
/** The cases whose layers are wide, narrow and odd, whose observations are long, whose minibatches are large and whose episodes end. */
const SHAPES =
  /odd widths|v9 network|widest|four layers|40 storeys$|16,384|episodes that end|a baseline, another/i;

describeGradients([SOFTWARE, HARDWARE]);
describeParity([SOFTWARE]);
describeParity(
  [HARDWARE],
  [...PARITY_CASES, ...BUILDING_CASES].filter(({ name }) => SHAPES.test(name)),
);
describeContract([SOFTWARE]);

import { describeContract } from '../../support/engineContract';
import { describeGradients, describeParity } from '../../support/engineParity';
import { PARITY_CASES } from '../../support/parityCases';
import { webgpuEngine } from '../../support/webgpuEngines';

const SOFTWARE = webgpuEngine(true);
/** Computes the same with its threads shared out otherwise. */
const HARDWARE = webgpuEngine(false);
/** The cases whose layers are wide, narrow and odd. */
const SHAPES = /odd widths|v9 network|widest|four layers/;

describeGradients([SOFTWARE, HARDWARE]);
describeParity([SOFTWARE]);
describeParity(
  [HARDWARE],
  PARITY_CASES.filter(({ name }) => SHAPES.test(name)),
);
describeContract([SOFTWARE]);

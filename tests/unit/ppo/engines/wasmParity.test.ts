import { describeContract } from '../../../support/engineContract';
import { describeGradients, describeParity } from '../../../support/engineParity';
import { wasmEngine } from '../../../support/wasmEngines';

const ENGINES = [wasmEngine(1), wasmEngine(1, true), wasmEngine(2)];

describeGradients(ENGINES);
describeParity(ENGINES);
describeContract(ENGINES);

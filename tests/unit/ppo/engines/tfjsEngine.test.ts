import { describeContract } from '../../../support/engineContract';
import { describeGradients } from '../../../support/engineParity';
import { tfjsEngine } from '../../../support/tfjsEngines';

describeGradients([tfjsEngine]);
describeContract([tfjsEngine]);

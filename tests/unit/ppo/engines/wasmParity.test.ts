import { describeParity } from '../../../support/engineParity';
import { SINGLE_THREAD } from '../../../support/wasmEngines';

describeParity([SINGLE_THREAD]);

import { compile, observationSizeOf } from '../../src/building/building';
import { feedbackStateSize } from '../../src/building/feedbackMap';
import { observationBounds, observedState } from '../../src/environment/observation';

/** The v9 building, and the numbers of it that tests are written with. */
export const V9 = compile();

export const STOREYS = V9.floors.length;
export const DEGREES_OF_FREEDOM = V9.degreesOfFreedom;
export const ROOF = V9.roof;
export const TMD = V9.damper;
export const STATE_SIZE = V9.stateSize;
export const FEEDBACK_STATE_SIZE = feedbackStateSize(V9);
export const OBSERVATION_SIZE = observationSizeOf(V9);
export const OBSERVED_STATE = observedState(V9);
export const OBSERVATION_BOUNDS = observationBounds(OBSERVATION_SIZE);

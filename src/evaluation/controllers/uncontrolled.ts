import type { Controller } from '../../environment/simulateEpisode';

/** A controller that never pushes: the building with its tuned mass damper left passive. */
export const uncontrolled: Controller = () => 0;

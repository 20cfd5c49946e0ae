/** Seconds of one PPO iteration. */
export interface Timing {
  /** Environment steps, values and advantages. */
  readonly rollout: number;
  /** All epochs of minibatches. */
  readonly update: number;
}

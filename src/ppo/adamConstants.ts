/** Adam (Kingma and Ba 2015): decay rates of its two moments as in torch, and what keeps its denominator from zero. */
export const ADAM = {
  beta1: 0.9,
  beta2: 0.999,
  /** Stable-Baselines3's choice for PPO, from the OpenAI baselines. */
  epsilon: 1e-5,
} as const;

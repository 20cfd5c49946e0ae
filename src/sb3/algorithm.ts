import { isPickled } from './pickledValue';
import { nameOf, readForNames } from './pythonNames';

/** Where the policies of other algorithms are defined: the beginning of a module's name. */
const POLICY_MODULES: readonly (readonly [string, string])[] = [
  ['sb3_contrib.common.recurrent', 'RecurrentPPO'],
  ['sb3_contrib.ppo_recurrent', 'RecurrentPPO'],
  ['sb3_contrib.common.maskable', 'MaskablePPO'],
  ['sb3_contrib.ppo_mask', 'MaskablePPO'],
  ['sb3_contrib.tqc', 'TQC'],
  ['sb3_contrib.qrdqn', 'QR-DQN'],
  ['sb3_contrib.crossq', 'CrossQ'],
  ['sb3_contrib.ars', 'ARS'],
  ['sb3_contrib.', 'another algorithm of sb3-contrib'],
  ['stable_baselines3.dqn', 'DQN'],
  ['stable_baselines3.sac', 'SAC'],
  ['sbx.', 'SBX, Stable-Baselines in JAX'],
];

/** Keys that only another algorithm's model has; an algorithm comes before the one that it is made from. */
const KEYS: readonly (readonly [string, string])[] = [
  ['_last_lstm_states', 'RecurrentPPO'],
  ['cg_max_steps', 'TRPO'],
  ['top_quantiles_to_drop_per_net', 'TQC'],
  ['n_quantiles', 'QR-DQN'],
  ['n_delta', 'ARS'],
  ['exploration_fraction', 'DQN'],
];

/** A model of PPO has these and one of A2C has not, of which some may have been left out of the zip. */
const ONLY_PPO = ['n_epochs', 'batch_size', 'clip_range', 'clip_range_vf', 'target_kl'];

/** Algorithm of a model that is not one of PPO, as its entry `data` tells; null: it is one. */
export function otherAlgorithm(values: ReadonlyMap<string, unknown>): string | null {
  const policy = values.get('policy_class');
  const { module, bases } = nameOf(isPickled(policy) ? readForNames(policy) : null);
  const modules = module === null ? bases : [module];
  const byPolicy = POLICY_MODULES.find(([start]) => modules.some((name) => name.startsWith(start)));
  if (byPolicy) return byPolicy[1];
  const byKey = KEYS.find(([key]) => values.has(key));
  if (byKey) return byKey[1];
  if (values.has('policy_delay')) return ofDelayedPolicy(values);
  if (values.has('target_entropy')) return 'SAC';
  if (values.has('tau') || values.has('learning_starts')) return 'an off-policy algorithm';
  if (ONLY_PPO.some((key) => values.has(key))) return null;
  return values.has('gae_lambda') ? 'A2C' : 'another algorithm';
}

/** DDPG is TD3 without its delay and its noise, and saves what those are. */
function ofDelayedPolicy(values: ReadonlyMap<string, unknown>): string {
  if (values.has('target_entropy')) return 'CrossQ';
  return values.get('policy_delay') === 1 && values.get('target_noise_clip') === 0 ? 'DDPG' : 'TD3';
}

import * as tf from '@tensorflow/tfjs';
import { lossAndGradient, STATISTICS } from '../../src/ppo/engines/tfjs/loss';
import { TfjsEngine } from '../../src/ppo/engines/tfjs/tfjsEngine';
import { parameterLayout } from '../../src/ppo/parameters';
import type { EngineUnderTest } from './engineParity';

/** The reference engine, on the processor. */
export const tfjsEngine: EngineUnderTest = {
  name: 'tfjs',
  open: async () => {
    await tf.setBackend('cpu');
    return new TfjsEngine(() => undefined);
  },
  gradientOf: async (parameters, architecture, minibatch, hyperparameters) => {
    await tf.setBackend('cpu');
    const { gradient, statistics } = lossAndGradient(
      { parameters: tf.tensor1d(parameters), layout: parameterLayout(architecture), architecture },
      minibatch,
      hyperparameters,
    );
    const measured = await statistics.data();
    const at = (name: (typeof STATISTICS)[number]) => measured[STATISTICS.indexOf(name)];
    return {
      gradient: Float32Array.from(await gradient.data()),
      statistics: {
        loss: at('loss'),
        policy_gradient_loss: at('policy_gradient_loss'),
        value_loss: at('value_loss'),
        entropy_loss: at('entropy_loss'),
        approx_kl: at('approx_kl'),
        clip_fraction: at('clip_fraction'),
      },
    };
  },
};

import type { ActivationFunction } from '../curriculum/hyperparameters';

export const ACTION_SIZE = 1;

export interface Architecture {
  /** Entries of an observation: two for each sensor, see `environment/observation`. */
  readonly observationSize: number;
  /** Widths of the hidden layers, the same for actor and critic. */
  readonly netArch: readonly number[];
  readonly activation: ActivationFunction;
}

/** One tensor of the policy inside the flat parameter vector. */
export interface ParameterTensor {
  /** Its name in Stable-Baselines3's `state_dict()`. */
  readonly name: string;
  /** torch's layout: `(out, in)` for a weight, `(out)` for a bias, row-major. */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/**
 * The policy's tensors in the order of Stable-Baselines3's `state_dict()`, which is also Adam's index order:
 * log_std, actor tower, critic tower, action head, value head. All engines and the checkpoint keep the parameters
 * as one float32 vector in this layout.
 */
export function parameterLayout(architecture: Architecture): readonly ParameterTensor[] {
  const tensors: ParameterTensor[] = [];
  let offset = 0;
  const add = (name: string, shape: readonly number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    tensors.push({ name, shape, offset, size });
    offset += size;
  };
  const addLinear = (name: string, inputs: number, outputs: number) => {
    add(`${name}.weight`, [outputs, inputs]);
    add(`${name}.bias`, [outputs]);
  };
  add('log_std', [ACTION_SIZE]);
  for (const tower of ['policy_net', 'value_net']) {
    let inputs = architecture.observationSize;
    architecture.netArch.forEach((width, layer) => {
      // Odd numbers are the activation functions between the linear layers.
      addLinear(`mlp_extractor.${tower}.${2 * layer}`, inputs, width);
      inputs = width;
    });
  }
  const last = architecture.netArch.at(-1) ?? architecture.observationSize;
  addLinear('action_net', last, ACTION_SIZE);
  addLinear('value_net', last, 1);
  return tensors;
}

/** Number of scalars in the flat parameter vector. */
export function parameterCount(architecture: Architecture): number {
  return parameterLayout(architecture).reduce((sum, tensor) => sum + tensor.size, 0);
}

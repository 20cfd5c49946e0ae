import { parameterLayout } from '../../ppo/parameters';
import type { EngineState } from '../../ppo/runnerState';
import { ModelZipError } from '../../sb3/errors';

/**
 * A lost GPU reads back as zeros and a diverged policy as NaN; neither may become a checkpoint, or be trained on.
 *
 * @throws ModelZipError naming the tensor
 */
export function validateState({ architecture, parameters, optimizer }: EngineState): void {
  const layout = parameterLayout(architecture);
  const count = layout.reduce((sum, { size }) => sum + size, 0);
  const { step, expAvg, expAvgSq } = optimizer;
  if (parameters.length !== count || expAvg.length !== count || expAvgSq.length !== count) {
    throw new ModelZipError(`The state does not have the ${count} parameters of its network`);
  }
  for (const { name, offset, size } of layout) {
    const check = (values: Float32Array, what: string) => {
      if (!values.subarray(offset, offset + size).every(Number.isFinite)) {
        throw new ModelZipError(`${what} of ${name} is not finite`);
      }
    };
    check(parameters, 'The value');
    check(expAvg, 'The first moment');
    check(expAvgSq, 'The second moment');
  }
  if (!parameters.some((value) => value !== 0)) {
    throw new ModelZipError('Every parameter is zero, as after the loss of a GPU');
  }
  if (expAvgSq.some((value) => value < 0)) throw new ModelZipError('A second moment is negative');
  if (!Number.isSafeInteger(step) || step < 0)
    throw new ModelZipError('The step count of the optimizer is not one');
}

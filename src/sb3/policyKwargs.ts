import type { ActivationFunction } from '../curriculum/hyperparameters';
import { UnsuitableModelError } from './errors';
import { isPickled } from './pickledValue';
import type { PickleValue } from './pickleReader';
import { Call } from './pickleReader';
import type { PythonName } from './pythonNames';
import { nameOf, ofItsOwn, readForNames } from './pythonNames';

/**
 * The activation function in a model's `policy_kwargs`.
 *
 * @throws UnsuitableModelError where the policy is built as none is here
 */
export function readPolicyKwargs(value: unknown): ActivationFunction {
  // Plain JSON when there is no class in it; Tanh is the default of ActorCriticPolicy.
  if (!isPickled(value)) return 'tanh';
  const pickle = readForNames(value);
  const entries = pickle instanceof Call ? pickle.entries : pickle;
  if (!(entries instanceof Map)) throw new UnsuitableModelError('How the policy is built cannot be read');
  const entry = (key: string): PickleValue => entries.get(key) ?? null;
  checkExtractor(entry('features_extractor_class'));
  checkOptimizer(entry('optimizer_class'));
  return activationOf(entry('activation_fn'));
}

function checkExtractor(value: PickleValue): void {
  if (value === null) return;
  const extractor = nameOf(value);
  const isOfSb3 = isFrom(extractor, 'stable_baselines3.');
  if (isOfSb3 && extractor.name === 'FlattenExtractor') return;
  const which = isOfSb3 ? `a ${extractor.name}` : ofItsOwn('a features extractor', extractor);
  throw new UnsuitableModelError(
    `The model sees through ${which}, and this page's policies see the observation itself`,
  );
}

function checkOptimizer(value: PickleValue): void {
  if (value === null) return;
  const optimizer = nameOf(value);
  const isKnown = isFrom(optimizer, 'torch.') || isFrom(optimizer, 'stable_baselines3.');
  if (optimizer.module === 'torch.optim.adam' && optimizer.name === 'Adam') return;
  const which = isKnown ? optimizer.name : ofItsOwn('an optimizer', optimizer);
  throw new UnsuitableModelError(`The model was optimised by ${which}, and this page has Adam only`);
}

function activationOf(value: PickleValue): ActivationFunction {
  if (value === null) return 'tanh';
  const activation = nameOf(value);
  const isOfTorch = isFrom(activation, 'torch.');
  if (isOfTorch && activation.name === 'Tanh') return 'tanh';
  if (isOfTorch && activation.name === 'ReLU') return 'relu';
  const which = isOfTorch ? activation.name : ofItsOwn('one', activation);
  throw new UnsuitableModelError(
    `The model's activation function is ${which}, and this page has Tanh and ReLU`,
  );
}

function isFrom({ module }: PythonName, start: string): boolean {
  return module?.startsWith(start) ?? false;
}

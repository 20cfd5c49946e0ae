import { describe, expect, test } from 'vitest';
import { stateAfter } from '../../../support/engineContract';
import { iterateOnce } from '../../../support/engineParity';
import { chosenByName } from '../../../support/extent';
import { PARITY_CASES, parityCase } from '../../../support/parityCases';
import { wasmEngine } from '../../../support/wasmEngines';

/** All but the one that takes as long as the others together, and is one of many environments. */
const isShared = chosenByName(/^(?!16,384)/);

describe('the number of threads does not change a bit', () => {
  test.each(
    PARITY_CASES.filter(({ name }) => isShared(name)).map((parity) => [parity.name, parity] as const),
  )('%s', async (_, parity) => {
    const alone = await stateAfter(wasmEngine(1).open, parity, 0, 2);
    expect(await stateAfter(wasmEngine(2).open, parity, 0, 2)).toEqual(alone);
    expect(await stateAfter(wasmEngine(4).open, parity, 0, 2)).toEqual(alone);
  });
});

test('an iteration ends when its engine is disposed of', async () => {
  const engine = await wasmEngine(2).open();
  const [{ task, state }] = PARITY_CASES;
  const endless = { ...task.hyperparameters, n_epochs: 1_000_000 };
  await engine.begin({ ...task, hyperparameters: endless }, state);
  setTimeout(() => engine.dispose(), 50);
  await expect(iterateOnce(engine, 0)).rejects.toThrow('disposed');
});

test('a network with too many layers is an error, not a memory overwritten', async () => {
  const { task, state } = parityCase('deep', { netArch: [8, 8, 8, 8, 8], hyperparameters: {} });
  const engine = await wasmEngine(1).open();
  await expect(engine.begin(task, state)).rejects.toThrow(RangeError);
});

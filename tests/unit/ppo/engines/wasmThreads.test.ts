import { describe, expect, test } from 'vitest';
import { stateAfter } from '../../../support/engineContract';
import { PARITY_CASES } from '../../../support/parityCases';
import { wasmEngine } from '../../../support/wasmEngines';

describe('the number of threads does not change a bit', () => {
  test.each(PARITY_CASES.map((parity) => [parity.name, parity] as const))('%s', async (_, parity) => {
    const alone = await stateAfter(wasmEngine(1).open, parity, 0, 2);
    expect(await stateAfter(wasmEngine(2).open, parity, 0, 2)).toEqual(alone);
    expect(await stateAfter(wasmEngine(4).open, parity, 0, 2)).toEqual(alone);
  });
});

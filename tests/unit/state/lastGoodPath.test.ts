import { expect, test } from 'vitest';
import { lastGoodPath } from '../../../src/state/lastGoodPath';

const at = (name: string) => `models/rl_v9_advanced/walk/${name}.zip`;

test.each([
  { begunFrom: null, saved: null, expected: null },
  { begunFrom: at('stage1_ERROR_50kN'), saved: null, expected: at('stage1_ERROR_50kN') },
  {
    begunFrom: at('stage1_ERROR_50kN'),
    saved: at('stage1_INTERRUPTED_50kN'),
    expected: at('stage1_INTERRUPTED_50kN'),
  },
  { begunFrom: at('stage1_INTERRUPTED_50kN'), saved: at('stage1_50kN'), expected: null },
  { begunFrom: null, saved: at('final_v9_advanced'), expected: null },
])('from $begunFrom, after $saved was saved: $expected', ({ begunFrom, saved, expected }) => {
  expect(lastGoodPath(begunFrom, saved)).toBe(expected);
});

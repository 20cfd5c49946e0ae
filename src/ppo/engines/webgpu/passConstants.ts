import { BETA, GAMMA, TIME_STEP } from '../../../building/newmark';
import type { NetworkLayout } from './networkLayout';
import type { Pass } from './passes';
import type { StageSizes } from './stageBuffers';
import type { Tuning } from './tuning';

/** Values of the shaders' `override` constants. */
export type PassConstants = Partial<Record<Pass, Record<string, number>>>;

/** What the constants are for a stage and a device. */
export function passConstants(
  sizes: Pick<StageSizes, 'roof' | 'finalsPerEnvironment' | 'hasBaseline'>,
  { widest }: Pick<NetworkLayout, 'widest'>,
  tuning: Tuning,
): PassConstants {
  const tile = { widest, THREADS: tuning.tileThreads, columns: tuning.tileColumns };
  const newmark = { timeStep: TIME_STEP, newmarkBeta: BETA, newmarkGamma: GAMMA };
  return {
    collect: { ...newmark, widest, roof: sizes.roof, THREADS: tuning.towerThreads },
    evaluate: tile,
    advantages: {
      finalsPerEnvironment: sizes.finalsPerEnvironment,
      hasBaseline: sizes.hasBaseline ? 1 : 0,
    },
    gradient: { ...tile, tiles: tuning.gradientTiles },
    weightGradient: { blocks: tuning.weightGradientBlocks, shares: tuning.weightGradientShares },
  };
}

import { BETA, GAMMA, TIME_STEP } from '../../../building/newmark';
import type { EnvironmentSpecification } from '../../../environment/specification';
import type { NetworkLayout } from './networkLayout';
import type { Pass } from './passes';
import type { StageSizes } from './stageBuffers';
import { advantageSharesOf } from './tuning';
import type { Tuning } from './tuning';

/** Values of the shaders' `override` constants. */
export type PassConstants = Partial<Record<Pass, Record<string, number>>>;

/** Parts of blocks in workgroup memory, where threads share them. */
const SHARED_SLOTS = 32;

/** What the constants are for a stage and a device. */
export function passConstants(
  sizes: Pick<StageSizes, 'finalsPerEnvironment' | 'samples' | 'environments'>,
  { widest }: Pick<NetworkLayout, 'widest'>,
  tuning: Tuning,
  environment: EnvironmentSpecification,
): PassConstants {
  const ofEnvironment = environmentConstants(environment);
  const { tileRows } = tuning;
  const tile = {
    widest,
    tileRows,
    THREADS: tuning.tileThreads,
    columns: tuning.tileColumns,
    mostShares: tuning.tileShares,
  };
  return {
    collect: { ...towerConstants(widest, tuning), ...ofEnvironment },
    evaluate: tile,
    advantages: {
      finalsPerEnvironment: sizes.finalsPerEnvironment,
      hasBaseline: ofEnvironment.hasBaseline,
      shares: advantageSharesOf(sizes, tuning),
    },
    gradient: { ...tile, tiles: tuning.gradientTiles },
    weightGradient: weightGradientConstants(tuning),
    adam: { tileRows },
  };
}

/** Of weightGradient.wgsl. */
function weightGradientConstants({
  weightGradientSize: blockOutputs,
  weightGradientBlocks: blocks,
  weightGradientShares: shares,
}: Tuning) {
  return { blockOutputs, columns: blockOutputs / 4, blocks, shares, slots: shares > 1 ? SHARED_SLOTS : 1 };
}

/** Of tower.wgsl. */
function towerConstants(widest: number, { towerThreads, towerShares }: Tuning) {
  const shares = Math.max(1, Math.min(towerShares, Math.floor(towerThreads / widest)));
  // The head's sum has sixteen parts, which also those of the narrowest layer have room for.
  const partialSums = shares > 1 ? 4 * widest * shares : 16;
  return { widest, shares, partialSums, THREADS: towerThreads };
}

/** Of environment.wgsl. */
function environmentConstants(environment: EnvironmentSpecification) {
  const { building, controlPeriod, randomisation, reward, advantageBaseline } = environment;
  return {
    timeStep: TIME_STEP,
    newmarkBeta: BETA,
    newmarkGamma: GAMMA,
    roof: building.roof,
    damper: building.damper,
    damperStandsOn: building.damperStandsOn,
    controlPeriod,
    latencySteps: randomisation.latency_steps,
    actuatorNoise: randomisation.actuator_noise_std,
    sensorNoise: randomisation.sensor_noise_std,
    sensorDropout: randomisation.sensor_dropout,
    rewardExponent: reward.exponent,
    rewardIsRelative: reward.relative ? 1 : 0,
    hasBaseline: advantageBaseline === 'none' ? 0 : 1,
  };
}

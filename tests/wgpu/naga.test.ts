import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Shape } from '../../src/ppo/engines/webgpu/shape';
import { shapeOf } from '../../src/ppo/engines/webgpu/shape';
import { compile } from '../../src/building/building';
import { PRESETS } from '../../src/curriculum/presets';
import { networkLayout } from '../../src/ppo/engines/webgpu/networkLayout';
import { passConstants } from '../../src/ppo/engines/webgpu/passConstants';
import { PASSES, shaderOf } from '../../src/ppo/engines/webgpu/passes';
import type { Pass } from '../../src/ppo/engines/webgpu/passes';
import { tuningOf } from '../../src/ppo/engines/webgpu/tuning';
import { V9_REWARD } from '../../src/environment/reward';
import { USUAL_IMPERFECTIONS } from '../../src/environment/specification';
import { FORTY_STOREYS, ONE_STOREY } from '../support/buildings';
import { specification } from '../support/environments';
import { findNaga, translate } from './naga';

/** What every WebGPU adapter has, and what some GPUs have. */
const ADAPTERS = [
  { maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupStorageSize: 16_384 },
  { maxComputeInvocationsPerWorkgroup: 1024, maxComputeWorkgroupStorageSize: 32_768 },
] as GPUSupportedLimits[];
const NETWORKS = [
  ...Object.values(PRESETS).map(({ policy }) => policy.net_arch),
  [512, 8, 512, 8],
  [13, 9, 11],
  [8],
];

/** Rows. */
const MINIBATCHES = [8, 256, 3200];

/** The smallest, the usual and the largest. */
const BUILDINGS = [compile(ONE_STOREY), compile(), compile(FORTY_STOREYS)];

/** With nothing that can be left out, and with all of it. */
const ENVIRONMENTS: readonly Parameters<typeof specification>[0][] = [
  {},
  {
    controlPeriod: 5,
    advantageBaseline: 'uncontrolled',
    reward: { ...V9_REWARD, exponent: 6, relative: true },
    randomisation: USUAL_IMPERFECTIONS,
  },
];

interface Program {
  readonly pass: Pass;
  readonly shape: Shape;
  readonly constants: Readonly<Record<string, number>>;
}

/** Every pass with all constants that the engine gives it, for networks and adapters of all kinds. */
function programs(): Program[] {
  const different = new Map<string, Program>();
  for (const [building, netArch] of BUILDINGS.flatMap((each) =>
    NETWORKS.map((one) => [each, one] as const),
  )) {
    const shape = shapeOf(building);
    const { observationSize } = shape;
    const layout = networkLayout({ observationSize, netArch, activation: 'tanh' }, 64);
    const tunings = [true, false].flatMap((software) =>
      ADAPTERS.flatMap((limits) =>
        MINIBATCHES.map((batchRows) => tuningOf(limits, software, { ...layout, batchRows })),
      ),
    );
    for (const tuning of tunings) {
      for (const changes of ENVIRONMENTS) {
        const environment = specification({ ...changes, building });
        const all = passConstants(
          { finalsPerEnvironment: 3, samples: 8192, environments: 4 },
          layout,
          tuning,
          environment,
        );
        for (const pass of PASSES) {
          const constants = all[pass] ?? {};
          different.set(`${shaderOf(pass, shape)} ${JSON.stringify(constants)}`, { pass, shape, constants });
        }
      }
    }
  }
  return [...different.values()];
}

/** What tells the constants of a pass apart. */
function describeConstants({ shape, constants }: Program): string {
  const telling = ['widest', 'THREADS', 'tileRows', 'columns', 'blocks', 'shares', 'hasBaseline'].filter(
    (name) => name in constants,
  );
  const told = telling.map((name) => `${name} ${constants[name]}`).join(', ') || 'no constants';
  return `${shape.degreesOfFreedom} degrees of freedom, ${told}`;
}

const naga = findNaga();
if (!naga) console.log("Naga's own tests are skipped: there is no naga here, nor a cargo to build it with.");

describe.skipIf(!naga)('naga, which is the compiler of Firefox, translates', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'naga-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function translated(name: string, code: string, constants: Program['constants']): Promise<string[]> {
    const shader = join(folder, `${name}.wgsl`);
    await writeFile(shader, code);
    const outputs = ['spv', 'metal', 'hlsl'].map((ending) => join(folder, `${name}.${ending}`));
    await translate(naga ?? '', shader, constants, outputs);
    return Promise.all(outputs.map((output) => readFile(output, 'latin1')));
  }

  test.each(programs().map((program) => [program.pass, describeConstants(program), program] as const))(
    '%s to SPIR-V, Metal and HLSL: %s',
    async (pass, _, { shape, constants }) => {
      const [spirv, metal, hlsl] = await translated(pass, shaderOf(pass, shape), constants);
      expect(spirv).toContain(pass);
      expect(metal).toMatch(new RegExp(`kernel void ${pass}_?\\(`));
      expect(hlsl).toMatch(new RegExp(`void ${pass}_?\\(`));
    },
  );

  test('and says so where it does not', async () => {
    const faulty = '@compute @workgroup_size(1)\nfn main() { var x = 2u * 1.5f; }';
    await expect(translated('faulty', faulty, {})).rejects.toThrow(/Multiply|automatic conversions/);
  });
});

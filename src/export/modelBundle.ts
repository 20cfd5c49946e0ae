import { stringify } from 'yaml';
import { foldedParameters } from '../ppo/foldedNetwork';
import { writeZip } from '../sb3/zipWriter';
import type { ExportedModel } from './exportedModel';
import { modelCard } from './modelCard';
import { encodeOnnx } from './onnx';
import { results } from './results';
import { trainingConfig } from './trainingConfig';

/** The actor of a model as `policy.onnx`. */
export function onnxOf({ state, fileName, sha256, training }: ExportedModel): Uint8Array<ArrayBuffer> {
  const { architecture, counters } = state;
  const building = training?.settings.building;
  const forceLimit = training?.settings.stages[training.stage - 1].force_limit_kN;
  return encodeOnnx(architecture, foldedParameters(state), {
    checkpoint: fileName,
    checkpoint_sha256: sha256,
    num_timesteps: String(counters.numTimesteps),
    ...(forceLimit !== undefined && { force_limit_kN: String(forceLimit) }),
    ...(building && { building: building.name }),
  });
}

/** The checkpoint with all that a model repository wants beside it, in one zip. The same model gives the same bytes. */
export async function encodeModelBundle(model: ExportedModel): Promise<Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer> | string>([
    [model.fileName, model.zip],
    ['policy.onnx', onnxOf(model)],
    ['README.md', modelCard(model)],
    ['config.yml', stringify(trainingConfig(model))],
    ['results.json', `${JSON.stringify(results(model), null, 2)}\n`],
  ]);
  return writeZip(files);
}

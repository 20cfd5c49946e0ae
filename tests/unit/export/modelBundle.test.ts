import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sha256 } from '../../../src/checkpoint/store/sha256';
import type { ExportedModel } from '../../../src/export/exportedModel';
import { encodeModelBundle } from '../../../src/export/modelBundle';
import { resultsSchema } from '../../../src/export/resultsSchema';
import { readRunBundle } from '../../../src/export/runBundle';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { readZip } from '../../../src/sb3/zipReader';
import { exampleCheckpoint } from '../../support/checkpoints';
import { exampleFinalEvaluation } from '../../support/evaluations';

const checkpoint = exampleCheckpoint();
const zip = await encodeCheckpoint(checkpoint);
const model: ExportedModel = {
  fileName: 'stage2_100kN.zip',
  zip,
  sha256: await sha256(zip),
  state: checkpoint.state,
  training: checkpoint,
};

async function filesOf(exported: ExportedModel) {
  const files = await readZip(await encodeModelBundle(exported), { entries: 16, totalSize: 1e8 });
  const text = (name: string) => new TextDecoder().decode(files.get(name));
  return { names: [...files.keys()], files, text };
}

describe('a model bundle', () => {
  test('holds the checkpoint, byte for byte, and what describes it', async () => {
    const { names, files } = await filesOf(model);
    expect(names).toEqual(['stage2_100kN.zip', 'policy.onnx', 'README.md', 'config.yml', 'results.json']);
    expect(files.get('stage2_100kN.zip')).toEqual(zip);
  });

  test('has a card whose metadata a model hub reads', async () => {
    const training = { ...checkpoint, finalEvaluation: null };
    const card = (await filesOf({ ...model, training })).text('README.md');
    const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(card) ?? [];
    const metadata = parse(head) as {
      library_name: string;
      tags: string[];
      'model-index': { results: { task: { type: string }; metrics: { type: string; value: unknown }[] }[] }[];
    };
    expect(metadata.library_name).toBe('stable-baselines3');
    expect(metadata.tags).toContain('reinforcement-learning');
    const [result] = metadata['model-index'][0].results;
    expect(result.task.type).toBe('reinforcement-learning');
    // What stage 1 ended with is another policy.
    expect(result.metrics).toEqual([
      expect.objectContaining({ type: 'mean_reward', value: '-12.50 +/- 0.00' }),
    ]);
    expect(body).toContain(model.sha256);
    expect(body).toMatch(/\| M4\.5 \| 50 \| 40\.00 \(-87\.06 to 167\.06\) \|/);
    expect(body).toMatch(/Stage 2 of 4 \(M5\.7, 100 kN\)/);
  });

  test('has a card with what the model itself was measured at, and links to the files with the figures', async () => {
    const final = exampleFinalEvaluation();
    const training = { ...checkpoint, stage: 4 as const, finalEvaluation: final };
    const { text, names } = await filesOf({ ...model, training });
    const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text('README.md')) ?? [];
    expect(head).toContain('mean peak roof displacement, 20 held-out M4.5 records, 150 kN, m');
    expect(body).toMatch(
      /This model on every magnitude\.[^]*\| M4\.5 \| 150 \|[^]*### By stage[^]*\| M4\.5 \| 50 \|/,
    );
    const linked = Array.from(body.matchAll(/^- \[`[^`]+`\]\(([^)]+)\)/gm), ([, target]) => target);
    expect(linked).toEqual(names.filter((name) => name !== 'README.md'));
  });

  test('says how it was trained and what was measured', async () => {
    const { text } = await filesOf(model);
    const config = parse(text('config.yml')) as Record<string, unknown> & {
      stages: { batch_size: number }[];
    };
    expect(config).toMatchObject({ algo: 'ppo', seed: 3, n_envs: 2, completed_stage: 2 });
    expect(config.stages[0].batch_size).toBe(64);
    const results = v.parse(resultsSchema, JSON.parse(text('results.json')));
    expect(results).toMatchObject({ checkpoint_sha256: model.sha256, num_timesteps: 384 });
    expect(results.held_out.map(({ stage }) => stage)).toEqual([1]);
  });

  test('describes a model that Python saved by what is known of it', async () => {
    const { names, text } = await filesOf({ ...model, fileName: 'ppo.zip', training: null });
    expect(names[0]).toBe('ppo.zip');
    expect(parse(text('config.yml'))).toEqual({
      algo: 'ppo',
      policy: 'MlpPolicy',
      policy_kwargs: { net_arch: [16, 16], activation_fn: 'nn.Tanh' },
    });
    expect(text('README.md')).toContain('without a place in the curriculum');
  });

  test('is the same for the same model, and is read as a bundle of one checkpoint', async () => {
    const bytes = await encodeModelBundle(model);
    expect(await encodeModelBundle(model)).toEqual(bytes);
    const bundle = await readRunBundle(new Blob([bytes]));
    expect(bundle?.run).toBeNull();
    expect([...(bundle?.checkpoints.keys() ?? [])]).toEqual(['stage2_100kN.zip']);
    expect(await bundle?.checkpoints.get('stage2_100kN.zip')?.()).toEqual(zip);
  });
});

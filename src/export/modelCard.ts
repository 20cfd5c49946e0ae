import { causalPeakMean } from '../evaluation/causalPeaks';
import { stringify } from 'yaml';
import { taskName } from '../curriculum/taskName';
import { CRITERIA, criterionOf } from '../evaluation/criteria';
import { SAMPLE_SIZE } from '../evaluation/evaluationRecords';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import { CONTROLLERS } from '../evaluation/stageEvaluation';
import type { Estimate } from '../evaluation/statistics';
import { metricMean, smallestPeakMean } from '../evaluation/summary';
import type { ExportedModel, Provenance } from './exportedModel';
import { ONNX_INPUT, ONNX_OUTPUT } from './onnx';
import { actionPeriodText, buildingOf, observationText } from './policyInterface';
import { returnStatistics } from './results';

/** `README.md` with the metadata that the Hugging Face Hub reads from its head. */
export function modelCard(model: ExportedModel): string {
  const { fileName, sha256, state, training } = model;
  const stage = training?.settings.stages[training.stage - 1];
  const stageLine = stage
    ? `Stage ${stage.number} of 4 (${stage.magnitude}, ${stage.force_limit_kN} kN), trained with ${training?.engine ?? ''} on ${training?.device ?? ''}.`
    : 'Saved by Stable-Baselines3, without a place in the curriculum.';
  const building = buildingOf(model);
  return `---
${stringify(metadata(model)).trimEnd()}
---

# PPO controller of an active tuned mass damper

A policy that drives an active tuned mass damper on a ${building ? `${building.floors.length}-storey ` : ''}building under earthquakes.
${stageLine} ${state.counters.numTimesteps.toLocaleString('en')} timesteps.

- [\`${fileName}\`](${fileName}): the model, for \`PPO.load\` of Stable-Baselines3 (SHA-256 \`${sha256}\`)
- [\`policy.onnx\`](policy.onnx): the deterministic actor, ONNX opset 17
- [\`config.yml\`](config.yml): how it was trained
- [\`results.json\`](results.json): what was measured, by record, with every interval: the figures of the page's report

## Use

\`\`\`python
from stable_baselines3 import PPO

model = PPO.load("${fileName}")
action, _ = model.predict(observation, deterministic=True)
\`\`\`

\`\`\`python
import onnxruntime

session = onnxruntime.InferenceSession("policy.onnx")
(action,) = session.run(["${ONNX_OUTPUT}"], {"${ONNX_INPUT}": observations})
\`\`\`

The observation is ${observationText(model)}.
An action is chosen every ${actionPeriodText(training)} s and held until the next; it times the force limit${stage ? ` (${stage.force_limit_kN} kN)` : ''} is the force on the damper.

## Results

${resultsText(training)}
`;
}

function metadata({ state, training }: ExportedModel) {
  const name = taskName(training?.settings.building);
  const reward = returnStatistics(state.episodes);
  const peaks = ofThisPolicy(training).map((evaluation) => ({
    type: 'mean_peak_roof_displacement',
    name: `mean peak roof displacement, ${SAMPLE_SIZE} held-out ${evaluation.magnitude} records, ${evaluation.force_limit_kN} kN, m`,
    value: metricMean(evaluation, 'ppo', 'peakRoofDisplacement').value,
    verified: false,
  }));
  const rewards = reward
    ? [
        {
          type: 'mean_reward',
          name: `mean_reward, last ${reward.n_episodes} training episodes`,
          value: `${reward.mean_reward.toFixed(2)} +/- ${reward.std_reward.toFixed(2)}`,
          verified: false,
        },
      ]
    : [];
  const metrics = [...rewards, ...peaks];
  const task = { type: 'reinforcement-learning', name: 'reinforcement-learning' };
  const result = { task, dataset: { name, type: name }, metrics };
  return {
    library_name: 'stable-baselines3',
    tags: [name, 'deep-reinforcement-learning', 'reinforcement-learning', 'stable-baselines3', 'ppo', 'onnx'],
    ...(metrics.length > 0 && { 'model-index': [{ name: 'PPO', results: [result] }] }),
  };
}

/** Evaluations of the model itself; those of earlier stages are of the policies that they ended with. */
function ofThisPolicy(training: Provenance | null): readonly StageEvaluation[] {
  if (!training) return [];
  const { stage, evaluations, finalEvaluation } = training;
  return finalEvaluation?.stages ?? evaluations.filter((evaluation) => evaluation.stage === stage);
}

function resultsText(training: Provenance | null): string {
  const { evaluations = [], finalEvaluation = null } = training ?? {};
  if (evaluations.length === 0) return 'None yet: a completed stage is evaluated on held-out records.';
  const ofStages = [
    "The policy of each stage at the stage's end, under its force limit.",
    '',
    resultsTable(evaluations),
  ];
  if (!finalEvaluation) return ofStages.join('\n');
  const ofModel = ['This model on every magnitude.', '', resultsTable(finalEvaluation.stages)];
  return [...ofModel, '', '### By stage', '', ...ofStages].join('\n');
}

/** Mean peaks with their intervals, in cm, of all controllers. */
function resultsTable(evaluations: readonly StageEvaluation[]): string {
  const rows = evaluations.map((evaluation) => {
    const { magnitude, force_limit_kN } = evaluation;
    const means = CONTROLLERS.map((controller) =>
      centimetres(metricMean(evaluation, controller, 'peakRoofDisplacement')),
    );
    const stored = [causalPeakMean(evaluation), smallestPeakMean(evaluation)].map((mean) =>
      mean ? centimetres(mean) : '',
    );
    return `| ${[magnitude, force_limit_kN, ...means, ...stored].join(' | ')} |`;
  });
  return [
    `Mean peak roof displacement in cm over ${SAMPLE_SIZE} held-out records, with the 95 % bootstrap-t interval:`,
    '',
    '| Magnitude | Force limit, kN | Uncontrolled | Passive TMD, retuned | LQR, full state | PPO | Best causal known | Smallest possible |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    ...criteriaTable(evaluations),
  ].join('\n');
}

/** The policy's criteria of the benchmark problem, those of the device in parts of the building's weight. */
function criteriaTable(evaluations: readonly StageEvaluation[]): string[] {
  const known = evaluations.filter((evaluation) => criterionOf(evaluation, 'ppo', 'J1'));
  if (known.length === 0) return [];
  const rows = known.map((evaluation) => {
    const values = CRITERIA.map((name) => criterionOf(evaluation, 'ppo', name)?.mean.value.toPrecision(3));
    return `| ${[evaluation.magnitude, evaluation.force_limit_kN, ...values].join(' | ')} |`;
  });
  return [
    '',
    'Evaluation criteria of Ohtori, Christenson, Spencer and Dyke (2004) for the policy, means over the same records, against the uncontrolled building; intervals and the largest values are in `results.json`:',
    '',
    `| Magnitude | Force limit, kN | ${CRITERIA.join(' | ')} |`,
    `| --- | ---: |${CRITERIA.map(() => ' ---: |').join('')}`,
    ...rows,
  ];
}

function centimetres({ value, low, high }: Estimate): string {
  const format = (metres: number) => (100 * metres).toFixed(2);
  return `${format(value)} (${format(low)} to ${format(high)})`;
}

import type { LogKey } from '../logging/logRecord';

/** What the charts say. */
export const chartsText = {
  heading: 'Charts',
  groups: {
    rollout: 'what the policy earns',
    eval: 'how it does on held-out records',
    building: 'what the building does',
    train: 'how learning goes',
    time: 'how fast it goes',
  } as Readonly<Record<string, string>>,
  empty: 'The curves begin with the first iteration of a training, and stay here when the page is closed.',
  noValues: 'No value yet.',
  smoothing: 'Smoothing',
  xAxis: 'Horizontal axis',
  xAxes: { steps: 'Steps', relative: 'Time since start', wall: 'Time of day' },
  logarithmic: 'Log scale',
  showAll: 'Show everything',
  runs: 'Runs',
  thisRun: 'this run',
  defaultRun: 'default run',
  keysHint: 'Left and right move along the curve; plus, minus and zero zoom.',
  chartLabel: (key: string, value: string) => `Chart of ${key}, now ${value}`,
  at: (x: string) => `at ${x}`,
  stage: (stage: number) => `stage ${stage}`,
  table: (key: string) => `Values of ${key} as a table`,
  csv: (key: string) => `Download ${key} as CSV`,
  tableCaption: (shown: number, rows: number) =>
    shown < rows ? `${shown} of ${rows} rows, evenly spaced; the CSV file has all of them.` : `${rows} rows.`,
  columns: { run: 'Run', stage: 'Stage', steps: 'Steps', time: 'Time', value: 'Value' },
  close: 'Close',
  latest: 'Latest values',
} as const;

/** One line for each key: Stable-Baselines3 names them, this says what they mean. */
export const logKeyText: Readonly<Partial<Record<LogKey, string>>> = {
  'rollout/ep_len_mean': 'Mean length of the last 100 episodes, steps',
  'rollout/ep_rew_mean': 'Mean reward of the last 100 episodes; nearer to zero is calmer',
  'time/fps': 'Environment steps a second since the stage began',
  'time/iterations': 'Iterations of the stage',
  'time/time_elapsed': 'Seconds since the stage began',
  'time/total_timesteps': 'Environment steps of the run',
  'train/approx_kl': 'How far an update moves the policy (KL divergence)',
  'train/clip_fraction': 'Part of the samples whose probability ratio was clipped',
  'train/clip_range': 'Clip range of the policy',
  'train/clip_range_vf': 'Clip range of the value function',
  'train/entropy_loss': 'Minus the mean entropy of the action; rises as the policy makes up its mind',
  'train/explained_variance': 'How much of the returns the critic explains; 1 is all, 0 none',
  'train/learning_rate': 'Step size of Adam',
  'train/loss': 'Loss of the last minibatch',
  'train/n_updates': 'Epochs done in the run',
  'train/policy_gradient_loss': 'Loss of the policy alone',
  'train/std': 'Standard deviation of the action: how much the policy explores',
  'train/value_loss': 'Squared error of the critic',
};

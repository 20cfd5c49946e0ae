/** What the menu of log files says. */
export const logsText = {
  label: 'Logs',
  description: 'Logs of this run for other programs',
  files: {
    tensorboard: {
      label: 'TensorBoard events',
      hint: 'Scalars under the keys of Stable-Baselines3',
    },
    progress: { label: 'progress.csv', hint: 'One row for each iteration' },
    monitor: { label: 'monitor.csv', hint: 'One row for each episode, for load_results' },
  },
} as const;

/** What the report of a run on paper says. */
export const reportText = {
  print: 'Print',
  hint: 'A report of this run on paper or as a PDF: settings, results and curves',
  title: (run: string) => `TMD Lab: ${run}`,
  printed: (date: string) => `Printed ${date}`,
  settings: 'Settings',
  results: 'Results',
  curves: 'Curves',
  facts: { seed: 'Seed', n_envs: 'Environments', net_arch: 'Hidden layers', steps: 'Steps trained' },
  columns: ['Stage', 'Earthquakes', 'Force limit, kN', 'Steps', 'Rollout, steps'],
} as const;

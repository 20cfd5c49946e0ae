/** What the report of a run on paper says. */
export const reportText = {
  print: 'Print',
  hint: 'A report of this run on paper or as a PDF: settings, results and curves',
  title: (run: string) => `TMD Lab: ${run}`,
  save: 'Report as HTML',
  saveHint: 'A report of this run as a file of its own: settings, results, curves, and how to repeat it',
  file: (run: string) => (run === '' ? 'rl_v9_advanced_report.html' : `rl_v9_advanced_${run}_report.html`),
  made: (date: string) => date,
  settings: 'Settings',
  results: 'Results',
  curves: 'Curves',
  repetition: 'How to repeat it',
  how: (version: string, device: string | null) =>
    `Made with TMD Lab ${version}${device === null ? '' : `; this page would train on ${device}`}. Each file tells the engine and the device that trained it. From the command line:`,
  command: (link: string) => `npm run train -- --settings '${link}'`,
  sameBytes:
    'The same settings, engine and version give the same weights, on the processors and GPUs that compute alike.',
  fileColumns: ['File', 'SHA-256'],
  facts: { seed: 'Seed', n_envs: 'Environments', net_arch: 'Hidden layers', steps: 'Steps trained' },
  columns: ['Stage', 'Earthquakes', 'Force limit, kN', 'Steps', 'Rollout, steps'],
} as const;

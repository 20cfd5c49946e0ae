/** What the page says of runs for several seeds. */
export const seriesText = {
  heading: 'Several seeds',
  hint: (first: string, last: string) =>
    `One seed says little: results differ from seed to seed. These are runs of their own, ${first} to ${last}, trained one after another with the settings on this page.`,
  count: 'Runs',
  start: (count: number) => `Train ${count} seeds`,
  going: (name: string, number: number, count: number) => `Run ${number} of ${count}, ${name}`,
  fraction: (percent: number) => `${percent} % of the series`,
  left: (duration: string) => `about ${duration} left for all`,
  measuring: 'the time left is shown after the first seconds',
  stopHint: 'Interrupt stops the series as well; then one click goes on with it, also after a visit.',
  paused: (complete: number, count: number) => `${complete} of ${count} runs of the series are complete.`,
  goOn: 'Go on with the series',
  giveUp: 'End the series',
  giveUpHint: 'Its runs stay as they are, in Runs',
  allComplete: (count: number) => `All ${count} runs of the series are complete.`,
  compare: 'Compare them',
  progress: 'Progress of the series',

  group: (count: number, run: string) => `${count} seeds of ${run === '' ? 'the default run' : run}`,
  compareGroup: 'Compare these',
  chosen: 'chosen',
  chosenBy: { person: 'chosen by hand', validation: 'chosen by validation' },

  summary: 'Over the seeds',
  summaryCaption: (runs: number, records: string) =>
    `Mean peak roof displacement of the policies of ${runs} seeds, cm, each over ${records} held-out records. The interquartile mean leaves out the lowest and the highest quarter of the seeds; its 95 % interval is the stratified percentile bootstrap of rliable, which with few seeds is too narrow (docs/evaluation.md).`,
  columns: {
    test: 'Test',
    mean: 'Mean',
    iqm: 'Interquartile mean',
    lqr: 'LQR',
    uncontrolled: 'Uncontrolled',
  },
  afterStage: (magnitude: string, limit_kN: number) => `${magnitude} @ ${limit_kN} kN`,
  finalModel: (magnitude: string, limit_kN: number) => `${magnitude} @ ${limit_kN} kN, final model`,
  overall: 'All stages, of uncontrolled',
  overallFinal: 'All magnitudes, final model, of uncontrolled',
  percent: (value: string) => `${value} %`,
  nothing: 'No test has been met by all of these runs yet.',

  choice: 'The chosen run',
  choiceHint:
    'The best by validation, or the one that you mark. What held-out records say has no part in the suggestion: a run chosen by them could no longer be judged by them. The score is the mean over the stages of the smallest validated peak, as a part of the mean of these runs.',
  score: (score: string) => `validation ${score}`,
  notValidated: 'not validated in all stages',
  suggested: 'best',
  byValidation: 'Choose by validation',
  noChoice: 'None of these runs was validated in all stages: mark one, or set validation_interval.',
} as const;

import type { StageNumber } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';

/** What the page says of runs for several seeds. */
export const seriesText = {
  heading: 'Several seeds',
  /** @param isTogether they train on a GPU; null: it is not known yet */
  hint: (first: string, last: string, isTogether: boolean | null) =>
    `One seed says little: results differ from seed to seed. These are runs of their own, ${first} to ${last}, with the settings on this page. ${isTogether === null ? HOW.unknown : isTogether ? HOW.together : HOW.inTurn}`,
  count: 'Runs',
  start: (count: number) => `Train ${count} seeds`,
  inTheWay: (runs: readonly string[]) =>
    `Nothing was started. There are checkpoints of other settings than those on this page in ${runs.join(', ')}. Rename or delete ${runs.length === 1 ? 'it' : 'them'} in Runs, or begin from a run of another name: its seeds are called after it.`,
  going: (isTogether: boolean | null, complete: number, count: number) =>
    `${count} seeds${isTogether === null ? '' : isTogether ? ', side by side' : ', one after another'}: ${complete} complete`,
  standings: {
    waits: 'waits for its turn',
    begins: 'begins',
    complete: 'complete',
    evaluated: 'complete',
    paused: 'interrupted',
    interrupted: 'interrupted',
    error: 'stopped by an error',
  },
  underWay: (stage: StageNumber, percent: number, isEvaluated: boolean) =>
    `stage ${stage}/${STAGE_COUNT}, ${percent} %${isEvaluated ? ', evaluating' : ''}`,
  showHint: 'Shows the curves, the files and the console of this run',
  fraction: (percent: number) => `${percent} % of the series`,
  left: (duration: string) => `about ${duration} left for all`,
  measuring: 'the time left is shown after the first seconds',
  stopHint: 'Interrupt stops all of them; then one click goes on with the series, also in a later visit.',
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

/** How the seeds of a series are trained. */
const HOW = {
  together: 'The GPU trains them side by side, in the same steps: each comes out as it would alone.',
  inTurn: 'They are trained one after another. A GPU would train them side by side.',
  unknown: 'A GPU trains them side by side, anything else one after another.',
} as const;

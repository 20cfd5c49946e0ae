import { NEW_RUN_NAME_RULE } from '../curriculum/runName';
import type { StageNumber } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';

/** What the list of runs, its dialogs and the comparison say. */
export const runsText = {
  heading: 'Runs',
  newRun: 'New run',
  intro:
    'A run is a folder of checkpoints with its own settings. Open one to train it on; tick two or more to compare them.',
  defaultRun: 'default run',
  columns: {
    name: 'Name',
    status: 'Status',
    steps: 'Steps',
    best: 'Best held-out',
    saved: 'Saved',
    size: 'Size',
  },
  compare: 'Compare',
  current: 'on this page',
  notRead: '…',
  noResult: 'none yet',
  notSaved: 'not saved yet',
  on: (change: string, magnitude: string, records: number) => `${change} (${magnitude}, mean of ${records})`,

  status: {
    training: 'training here',
    locked: 'training in another tab',
    complete: 'complete',
    error: (stage: StageNumber) => `stage ${stage} stopped by an error`,
    interrupted: (stage: StageNumber) => `stage ${stage} interrupted`,
    completed: (stage: StageNumber) => `stage ${stage} of ${STAGE_COUNT} complete`,
    hasFinal: 'final model, without its stages',
    hasInitial: 'has a model to start from',
    notStarted: 'not started',
  },
  unchanged: (preset: string) => `preset ${preset}, unchanged`,
  changed: (preset: string, changes: string) => `preset ${preset}, ${changes}`,

  open: 'Open',
  rename: 'Rename',
  duplicate: 'Duplicate',
  delete: 'Delete',
  /** For those who hear the page: which run a button is for. */
  of: (action: string, run: string) => `${action} ${run}`,

  naming: {
    create: {
      title: () => 'New run',
      action: 'Create',
      hint: 'It begins with the settings on this page and trains from random weights.',
    },
    rename: {
      title: (run: string) => `Rename ${run}`,
      action: 'Rename',
      hint: 'All of its checkpoints move to the folder of the new name.',
    },
    duplicate: {
      title: (run: string) => `Duplicate ${run}`,
      action: 'Duplicate',
      hint: 'The copy has the same checkpoints and settings; change it without touching the original.',
    },
  },
  leftBehind: (names: readonly string[], run: string) =>
    `All of it is under the new name but ${names.join(', ')}: the browser cannot read that, so it stays in ${run === '' ? 'the default run' : run}. Delete it there, or upload a good copy.`,
  name: 'Name',
  directory: 'Its checkpoints are in',
  nameRule: `A run's name has 1 to 64 characters: ${NEW_RUN_NAME_RULE}.`,
  deletion: (run: string) => `Delete ${run}?`,
  deletionAction: 'Delete run',
  deletionNote:
    'All of its checkpoints are deleted from this browser, and from the second copy where there is one. Downloaded copies are not touched.',

  comparison: 'Comparison',
  showCurves: 'Show their curves',
  statusRow: 'Status',
  timesteps: 'Timesteps',
  whatChanged: 'What changed in the settings',
  notInUse: 'not in use',
  sameSettings: 'Nothing: the settings are the same.',
  heldOut:
    'Mean peak roof displacement on held-out records, and its paired change against others; 95 % bootstrap-t intervals',
  test: (magnitude: string, force_limit_kN: number, stroke_limit_m: number | undefined, records: number) =>
    `${magnitude} @ ${force_limit_kN} kN${stroke_limit_m === undefined ? '' : ` and ${stroke_limit_m} m`}, mean of ${records}`,
  centimetres: (value: string) => `${value} cm`,
  notEvaluated: 'not evaluated',
  nothingComplete: 'No stage is complete yet.',
} as const;

import type { StageSettings } from '../curriculum/settings';
import { stageName } from '../curriculum/settings';

/** What is said and asked of a zip on its way into a run. */
export const uploadText = {
  title: (name: string) => `Add ${name}?`,
  add: 'Add',
  storing: 'Adding …',
  waiting: (count: number) =>
    count === 1 ? 'One more zip waits behind this one.' : `${count} more zips wait behind this one.`,
  replace: 'Replace',
  where: 'Where does it go?',
  whichStage: 'The zip does not say which stage it belongs to. Which one does it complete?',
  asNamed: (name: string) => `Into this run as ${name}`,
  completes: (stage: StageSettings) => `Stage ${stage.number}: ${stageName(stage)}`,
  newRun: 'A new run starts from its policy',
  noStage: 'None: a new run starts from it',
  runName: 'Name of the run',
  howToGoOn: 'How does training go on?',
  pageSettings: 'The settings on this page',
  storedIn: 'Stored in',
  as: 'as',
  inPlaceOf: (names: readonly string[]) => `In place of what is there now: ${names.join(', ')}.`,
  nameTaken: 'This run has files already. Choose a name that is not in use.',
  tooLarge: (name: string, mebibytes: string) =>
    `${name} has ${mebibytes} MB, more than any run has. Nothing stored has changed. ` +
    'Upload a zip that this page or Stable-Baselines3 saved.',
} as const;

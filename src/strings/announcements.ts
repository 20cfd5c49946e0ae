import type { StageSettings } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';

/** What a screen reader is told while training goes on. */
export const announcementText = {
  stageBegun: ({ number, magnitude, force_limit_kN }: StageSettings) =>
    `Training stage ${number} of ${STAGE_COUNT}: ${magnitude}, up to ${force_limit_kN} kilonewtons.`,
  saved: (name: string) => `Saved ${name}.`,
  inMemory: (name: string) => `${name} is in memory only. Download it.`,
  notSaved: (name: string) => `${name} could not be saved. Download it.`,
  ofRun: (run: string, words: string) => `${run}: ${words}`,
  stopped: {
    complete: 'Training is complete.',
    evaluated: 'The completed stages are evaluated.',
    paused: 'One iteration is done. What was learnt is saved.',
    interrupted: 'Training was interrupted. What was learnt is saved.',
    error: 'Training stopped because of an error.',
  },
} as const;

import type { StageNumber } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';

/** What the page says outside of its tab, and the switch for it. */
export const notificationsText = {
  toggle: 'Notify me when a stage ends',
  refused: "The browser does not let this page notify. Allow it in the site's settings, left of the address.",
  failed: (reason: string) => `The browser did not show a notification (${reason}). Training goes on.`,
  completed: (run: string, stage: StageNumber, name: string, isKept: boolean) => ({
    title: ofRun(`Stage ${stage} of ${STAGE_COUNT} complete`, run),
    body: isKept ? `${name} is saved.` : `${name} is in memory only: download it.`,
  }),
  final: (run: string, isKept: boolean) => ({
    title: ofRun('Training complete', run),
    body: isKept ? 'The final model is saved.' : 'The final model is in memory only: download it.',
  }),
  error: (run: string, stage: StageNumber, name: string) => ({
    title: ofRun(`Stage ${stage} stopped by an error`, run),
    body: `${name} holds the last good state.`,
  }),
} as const;

/** @param run '' is the default run, which needs no name */
function ofRun(text: string, run: string): string {
  return run === '' ? text : `${text} (${run})`;
}

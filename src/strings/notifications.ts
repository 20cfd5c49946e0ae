import type { StageNumber } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';

/** What the page says outside of its tab, and the switch for it. */
export const notificationsText = {
  toggle: 'Notify me when a stage ends',
  refused: "The browser does not let this page notify. Allow it in the site's settings, left of the address.",
  failed: (reason: string) => `The browser did not show a notification (${reason}). Training goes on.`,
  completed: (stage: StageNumber, name: string, isKept: boolean) => ({
    title: `Stage ${stage} of ${STAGE_COUNT} complete`,
    body: isKept ? `${name} is saved.` : `${name} is in memory only: download it.`,
  }),
  final: (isKept: boolean) => ({
    title: 'Training complete',
    body: isKept ? 'The final model is saved.' : 'The final model is in memory only: download it.',
  }),
  error: (stage: StageNumber, name: string) => ({
    title: `Stage ${stage} stopped by an error`,
    body: `${name} holds the last good state.`,
  }),
} as const;

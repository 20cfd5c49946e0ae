import type { ResumePlan } from '../../checkpoint/resume';
import type { RunAction } from '../../state/runControl.svelte';
import { trainText as text } from '../../strings/train';

/** What the main button says. */
export function primaryLabel(action: RunAction, plan: ResumePlan): string {
  if (action === 'resume') return plan.kind === 'resume' ? text.resumeFrom(plan.next) : text.start;
  return text[action];
}

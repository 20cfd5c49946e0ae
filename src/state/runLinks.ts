import { keepTexts, keptTexts } from './keptTexts';

/** Settings of the runs, as links: a run that has no checkpoint yet is nowhere else. */
const KEY = 'tmd-lab.runs';

/** Links by the run's name. Without one a run opens with the settings of its newest checkpoint. */
export function runLinks(): ReadonlyMap<string, string> {
  return keptTexts(KEY);
}

export function rememberRunLink(run: string, link: string): void {
  keepTexts(KEY, new Map(runLinks()).set(run, link));
}

export function forgetRunLink(run: string): void {
  keepTexts(KEY, new Map([...runLinks()].filter(([name]) => name !== run)));
}

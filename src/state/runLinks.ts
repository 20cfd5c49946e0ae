import * as v from 'valibot';
import { recall, remember } from '../platform/memory';

/** Settings of the runs, as links: a run that has no checkpoint yet is nowhere else. */
const KEY = 'tmd-lab.runs';
const Links = v.record(v.string(), v.string());

/** Links by the run's name. */
export function runLinks(): Readonly<Record<string, string>> {
  try {
    return v.parse(Links, JSON.parse(recall(KEY) ?? '{}'));
  } catch {
    // Without them a run opens with the settings of its newest checkpoint.
    return {};
  }
}

export function rememberRunLink(run: string, link: string): void {
  store({ ...runLinks(), [run]: link });
}

export function forgetRunLink(run: string): void {
  const links = Object.entries(runLinks()).filter(([name]) => name !== run);
  store(Object.fromEntries(links));
}

function store(links: Readonly<Record<string, string>>): void {
  remember(KEY, JSON.stringify(links));
}

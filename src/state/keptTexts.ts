import { recall, remember } from '../platform/memory';

/** Texts by name that outlive the visit; a name may be any, also one that every object has. */
export function keptTexts(key: string): ReadonlyMap<string, string> {
  try {
    const kept = Object.entries(JSON.parse(recall(key) ?? '{}') as object);
    return new Map(kept.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    // What is written there is read by nobody.
    return new Map();
  }
}

export function keepTexts(key: string, texts: ReadonlyMap<string, string>): void {
  remember(key, JSON.stringify(Object.fromEntries(texts)));
}

/** Keys that the entry spells otherwise than the program: they are older, and files keep them. */
const KEPT_KEYS = [{ ours: 'peakStoreyDrift', kept: 'peakStoryDrift' }] as const;

/** The object with its keys as files have them, in the same order; anything else as it is. */
export function withKeptKeys(value: unknown): unknown {
  return renamed(value, (key) => KEPT_KEYS.find(({ ours }) => ours === key)?.kept);
}

/** The inverse of `withKeptKeys`. */
export function withOurKeys(value: unknown): unknown {
  return renamed(value, (key) => KEPT_KEYS.find(({ kept }) => kept === key)?.ours);
}

function renamed(value: unknown, nameOf: (key: string) => string | undefined): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.every(([key]) => nameOf(key) === undefined)) return value;
  return Object.fromEntries(entries.map(([key, each]) => [nameOf(key) ?? key, each as unknown]));
}

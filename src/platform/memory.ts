/**
 * Small texts that outlive the visit, in localStorage. A browser that blocks cookies forbids even to name it, and one that
 * is full refuses to write: then the page remembers for as long as it is open, and nothing fails. Workers have none.
 */

/** What could not be kept in the browser. */
const visit = new Map<string, string | null>();

/** @returns null when nothing is remembered under this key */
export function recall(key: string): string | null {
  const said = visit.get(key);
  if (said !== undefined) return said;
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @returns whether the next visit will know it too */
export function remember(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text);
    visit.delete(key);
    return true;
  } catch {
    visit.set(key, text);
    return false;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
    visit.delete(key);
  } catch {
    visit.set(key, null);
  }
}

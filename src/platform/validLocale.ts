/** What is written where the browser names no language that is one. */
const FALLBACK = 'en';

/**
 * Some browsers call the POSIX locale "C" their language, which `Intl` refuses with a RangeError; uPlot asks it for
 * `navigator.language` as it is loaded, and no chart would be drawn. Call it before anything else of the page runs.
 */
export function ensureValidLocale(): void {
  try {
    new Intl.NumberFormat(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { value: FALLBACK, configurable: true });
  }
}

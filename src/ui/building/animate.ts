/** Seconds that a picture may jump at most: after a pause of the browser's it goes on, and does not catch up. */
const LONGEST_STEP = 0.1;

/**
 * Calls back before each repaint, with the seconds since the last one. Browsers call none while the tab is hidden.
 *
 * @returns a function that ends it
 */
export function animate(step: (seconds: number) => void): () => void {
  let last: number | null = null;
  let request = requestAnimationFrame(function next(now: number) {
    step(last === null ? 0 : Math.min(LONGEST_STEP, (now - last) / 1000));
    last = now;
    request = requestAnimationFrame(next);
  });
  return () => cancelAnimationFrame(request);
}

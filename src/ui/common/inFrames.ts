/** Milliseconds of a frame that the work may take: charts and rows, of which there are many, leave time for the rest of the page. */
const BUDGET = 4;

const waiting = new Set<() => void>();
let isUnderWay = false;

/**
 * Does work that would be one long task together piece by piece, in the order in which it was asked for, in as many frames
 * as it needs. A page that nobody sees has no frames: the work waits.
 *
 * @returns takes the work back, if it has not been done
 */
export function inFrames(work: () => void): () => void {
  const piece = () => work();
  waiting.add(piece);
  askForFrame();
  return () => waiting.delete(piece);
}

function askForFrame(): void {
  if (isUnderWay) return;
  isUnderWay = true;
  requestAnimationFrame(() => next(performance.now() + BUDGET));
}

function next(end: number): void {
  if (waiting.size === 0 || performance.now() > end) {
    isUnderWay = false;
    if (waiting.size > 0) askForFrame();
    return;
  }
  const [piece] = waiting;
  waiting.delete(piece);
  try {
    piece();
  } finally {
    // What the piece left for a microtask, uPlot's drawing and Svelte's updates, comes first and counts as well.
    queueMicrotask(() => next(end));
  }
}

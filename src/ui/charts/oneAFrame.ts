const waiting = new Set<() => void>();
let frame = 0;

/**
 * Does work that would be one long task together in frames of its own, one piece in each, in the order in which it was
 * asked for. A page that nobody sees has no frames: the work waits.
 *
 * @returns takes the work back, if it has not been done
 */
export function oneAFrame(work: () => void): () => void {
  const piece = () => work();
  waiting.add(piece);
  frame ||= requestAnimationFrame(next);
  return () => waiting.delete(piece);
}

function next(): void {
  frame = 0;
  const [piece] = waiting;
  if (!piece) return;
  waiting.delete(piece);
  if (waiting.size > 0) frame = requestAnimationFrame(next);
  piece();
}

/** Held-out records by number from 1: the evaluation's sample, and a hundred that no choice is made on. */
export const JUDGED = [
  { name: 'held out', first: 2, count: 20 },
  { name: 'records that chose nothing', first: 5001, count: 100 },
] as const;

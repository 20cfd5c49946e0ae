import { existsSync, readFileSync } from 'node:fs';
import type { StoredNetwork } from './controllers';

/** Which of the stored figures something is for. */
export interface EvaluatedCase {
  readonly magnitude: string;
  readonly force_limit_kN: number;
}

/** Where the network of a magnitude and force limit is kept. */
export function networkPath({ magnitude, force_limit_kN }: EvaluatedCase): URL {
  return new URL(`networks/${magnitude}-${force_limit_kN}.json`, import.meta.url);
}

/** The network that was found for a magnitude and force limit; null where none was searched for. */
export function readNetwork(known: EvaluatedCase): StoredNetwork | null {
  const path = networkPath(known);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StoredNetwork) : null;
}

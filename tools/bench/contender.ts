import type { StageNumber } from '../../src/curriculum/settings';
import type { Portion } from './portion';
import type { Timing } from './timing';

/** Whoever trains and can be timed: an engine of ours, or a peer. */
export interface Contender {
  /** The row's name. */
  readonly name: string;
  /** Versions and device, for people. */
  readonly description: string;
  /** Makes ready for iterations of a stage, or of the part of one that `portion` says. */
  enter(stage: StageNumber, portion: Portion): Promise<void>;
  /** One iteration; the first after `enter` may be slower. */
  run(): Promise<Timing>;
  close(): Promise<void>;
}

/** A contender that cannot take part here, and why. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/** What is asked of a contender in another process or in a worker. */
export type Request =
  | {
      readonly command: 'enter';
      readonly preset: string;
      readonly stage: StageNumber;
      readonly portion: Portion;
    }
  | { readonly command: 'run' };

/** The words of whatever was thrown. */
export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

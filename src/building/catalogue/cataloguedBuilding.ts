import type { ShearFrame } from '../design';

/** A building that the field knows. */
export interface CataloguedBuilding {
  /** Its name in the program, and of its file. */
  readonly id: string;
  readonly design: ShearFrame;
  /** What its source prints, Hz, from the lowest mode up; empty where it prints none. */
  readonly publishedFrequencies: readonly number[];
  /** Of the frame alone, or with its damper on it. */
  readonly publishedOf: 'frame' | 'whole';
}

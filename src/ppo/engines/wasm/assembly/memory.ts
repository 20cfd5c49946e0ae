/** Reads and writes the entries of the plan. */
import {
  LAYERS,
  LayerWord,
  MAX_LAYERS,
  Real,
  REALS,
  Statistic,
  TOWERS,
  TowerWord,
  Word,
  WORDS,
} from './plan';

export const FLOAT: usize = 4;
export const DOUBLE: usize = 8;

export function wordAddress(entry: Word): usize {
  return WORDS + ((<usize>entry) << 2);
}

export function word(entry: Word): usize {
  return load<u32>(wordAddress(entry));
}

export function setWord(entry: Word, value: u32): void {
  store<u32>(wordAddress(entry), value);
}

export function realAddress(entry: Real): usize {
  return REALS + ((<usize>entry) << 3);
}

export function real(entry: Real): f64 {
  return load<f64>(realAddress(entry));
}

export function towerWord(tower: usize, entry: TowerWord): usize {
  return load<u32>(TOWERS + ((tower * TowerWord.COUNT + <usize>entry) << 2));
}

/** Address of a layer's entries. */
export function layerOf(tower: usize, index: usize): usize {
  return LAYERS + (tower * MAX_LAYERS + index) * (LayerWord.COUNT << 2);
}

export function layerWord(layer: usize, entry: LayerWord): usize {
  return load<u32>(layer + ((<usize>entry) << 2));
}

export function statisticAddress(entry: Statistic): usize {
  return word(Word.STATISTICS) + ((<usize>entry) << 3);
}

/** Address of a parameter, given its place in floats. */
export function parameter(place: usize): usize {
  return word(Word.PARAMETERS) + place * FLOAT;
}

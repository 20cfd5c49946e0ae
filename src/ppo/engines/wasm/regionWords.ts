import { Word } from './assembly/plan';

/** `EXP_AVG` as `expAvg`. */
type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>;

type WordName = keyof typeof Word;

/** Addresses of regions, each under the name that its word has in the plan. */
export type Regions = Readonly<Partial<Record<CamelCase<WordName>, number>>>;

/** The words that hold the addresses of regions, and those addresses. */
export function wordsOf(regions: Regions): (readonly [Word, number])[] {
  return Object.entries(regions).map(([name, address]) => {
    const word = name.replace(/[A-Z]/g, '_$&').toUpperCase() as WordName;
    return [Word[word], address] as const;
  });
}

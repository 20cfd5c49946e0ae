import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where it is `few`, cases that would prove the same thing again are left out; they are run by `npm run test:long`. */
    extent: 'all' | 'few';
  }
}

const isFew = inject('extent') === 'few';

/** @param few of `all`, which stand for the others in `npm test` */
export function chosenOf<T>(all: readonly T[], few: readonly T[]): readonly T[] {
  return isFew ? few : all;
}

/** @param few of all cases, by their names, which stand for the others in `npm test` */
export function chosenByName(few: RegExp): (name: string) => boolean {
  return (name) => !isFew || few.test(name);
}

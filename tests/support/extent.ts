import { inject, test } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * Where it is `few`, cases that would prove the same thing again are left out; they are run by `npm run test:long`, those of
     * the page by `npm run test:e2e`, and those of the fault suite by `npm run test:faults`.
     */
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

/** A test of what other tests of `npm test` prove in another way, or in parts: it is left out there. */
export function testAgain(name: string, body: () => void | Promise<void>): void {
  if (!isFew) test(name, body);
}

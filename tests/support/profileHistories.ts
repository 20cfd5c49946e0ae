import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { TestProject } from 'vitest/node';
import { beginProfile, launch } from './browserProfile';
import { temporaryDirectory } from './temporaryDirectory';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with a profile for each history, under its name. */
    profileHistories: string;
  }
}

/**
 * What a visitor did on the page before a test begins. A first visit and a training take seconds of both cores, so that a
 * test which is about neither starts on a copy of a profile in which the page itself did them, once for all tests.
 *
 * - `visited`: the page was opened once, and is kept for offline use
 * - `trained`: the default run of the smoke preset is complete
 * - `compared`: so is a second one, `LONGER_RUN`
 * - `interrupted`: stage 1 of the run of `LONG_STAGE_2` is complete, and stage 2 was interrupted
 */
export type History = 'visited' | 'trained' | 'compared' | 'interrupted';

/** A stage so long that a test can act in the middle of it. */
export const LONG_STAGE_2 = '#preset=smoke&stage2.total_timesteps=1000000000';

/** Of another seed, with so many iterations that its curves have something to show. */
export const LONGER_RUN = '#preset=smoke&run=longer&seed=1&stage1.total_timesteps=5120';

/** Nothing waits for longer than that, milliseconds: other tests run meanwhile. */
const TIMEOUT = 300_000;

/** A file that is there once the history is made. */
export const markOf = (directory: string, history: History) => join(directory, `${history}.made`);
/** A file that is there where one could not be made, with the reason. */
export const failureIn = (directory: string) => join(directory, 'failure');

/** What leads from another history to a new one: a visit to the page. */
type Visit = (page: Page, url: string) => Promise<void>;

const button = (page: Page, name: RegExp) => page.getByTestId('primary').filter({ hasText: name }).waitFor();
const line = (page: Page, text: string) =>
  page.getByTestId('console-now').getByText(text, { exact: true }).waitFor();

async function start(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await button(page, /^Start training/);
  await page.getByTestId('primary').click();
}

const visit: Visit = async (page, url) => {
  await page.goto(`${url}?view=checkpoints#preset=smoke`);
  await page.getByTestId('offline').getByText('Yes', { exact: true }).waitFor();
};

const train =
  (hash: string): Visit =>
  async (page, url) => {
    await start(page, url + hash);
    await line(page, 'TRAINING COMPLETE');
    await button(page, /final/i);
  };

const interrupt: Visit = async (page, url) => {
  await start(page, url + LONG_STAGE_2);
  await line(page, 'STAGE 2/4: M5.7 @ 100kN');
  await page.getByTestId('primary').click();
  await button(page, /^Resume from stage 2\/4/);
};

/** Makes the profiles on the build that is served to the tests of the page, while others run, and removes them afterwards. */
export default function makeHistories(project: TestProject): () => Promise<void> {
  const { directory, remove } = temporaryDirectory('histories');
  const { appUrl } = project.getProvidedContext();
  project.provide('profileHistories', directory);
  const making = makeAll(directory, appUrl).catch((error: unknown) =>
    writeFileSync(failureIn(directory), String(error)),
  );
  return async () => {
    await making;
    remove();
  };
}

async function makeAll(directory: string, appUrl: string): Promise<void> {
  async function make(history: History, before: History | null, lead: Visit): Promise<void> {
    const profile = join(directory, history);
    if (before) {
      cpSync(join(directory, before), profile, { recursive: true });
    } else {
      mkdirSync(profile);
      beginProfile(profile);
    }
    const context = await launch(profile);
    context.setDefaultTimeout(TIMEOUT);
    await lead(await context.newPage(), appUrl);
    await context.close();
    writeFileSync(markOf(directory, history), '');
  }
  await make('visited', null, visit);
  await Promise.all([
    make('interrupted', 'visited', interrupt),
    make('trained', 'visited', train('#preset=smoke')).then(() =>
      make('compared', 'trained', train(LONGER_RUN)),
    ),
  ]);
}

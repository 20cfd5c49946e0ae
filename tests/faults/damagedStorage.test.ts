import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { AppPage } from '../support/appPage';
import { launch, temporaryProfile } from '../support/browserProfile';

const LONG_STAGE_2 = '#preset=smoke&stage2.total_timesteps=1000000000';
/** Its checkpoints are so large that the browser keeps them in files of their own. */
const LARGE = `${LONG_STAGE_2}&policy.net_arch=256,256`;
const STAGE1 = 'stage1_50kN.zip';
const INTERRUPTED = 'stage2_INTERRUPTED_100kN.zip';

/** Trains a stage and a part of the next one, and closes the browser. */
async function trainedProfile(hash = LONG_STAGE_2): Promise<string> {
  const profile = temporaryProfile();
  onTestFinished(() => profile.remove());
  const context = await launch(profile.directory);
  const app = await inStage2(context, hash);
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  await app.waitForFile(INTERRUPTED);
  await context.close();
  return profile.directory;
}

async function inStage2(context: BrowserContext, hash = LONG_STAGE_2): Promise<AppPage> {
  const app = await AppPage.open(context, hash);
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.waitForFile(STAGE1);
  return app;
}

async function again(profile: string, hash = LONG_STAGE_2): Promise<AppPage> {
  const context = await launch(profile);
  onTestFinished(() => context.close());
  return AppPage.open(context, hash);
}

/** Starts the training, which must not go on from the damaged file: where the browser emptied its storage, it begins anew. */
async function expectNotTrainedOn(app: AppPage, words: RegExp): Promise<void> {
  await app.primary.click();
  await expect
    .poll(async () => [...(await app.consoleLines()), ...(await toldOf(app))].join('\n'))
    .toMatch(words);
  expect(await app.consoleLines()).not.toContain('Will resume from Stage 2/4');
}

/** Files of the browser's database in a profile, whose names match. */
function storageFiles(profile: string, pattern: RegExp): string[] {
  const folder = join(profile, 'Default/IndexedDB');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const toldOf = (app: AppPage) => app.page.locator('[role=alert], [data-testid=lost]').allInnerTexts();

test('the process of the page crashes: nothing completed is lost, and the next visit goes on', async () => {
  const profile = temporaryProfile();
  const context = await launch(profile.directory);
  onTestFinished(async () => {
    await context.close();
    profile.remove();
  });
  const app = await inStage2(context);
  const crashed = new Promise<void>((resolve) => app.page.once('crash', () => resolve()));
  const session = await context.newCDPSession(app.page);
  session.send('Page.crash').catch(() => undefined);
  // The fault is real.
  await crashed;
  const next = await AppPage.open(context, LONG_STAGE_2);
  await next.waitForButton(/^Resume from stage 2\/4/);
  expect(await next.fileNames()).toContain(STAGE1);
  await next.primary.click();
  await next.waitForLine('Will resume from Stage 2/4');
  await next.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  expect(next.complaints).toEqual([]);
});

test('the browser finds its database damaged and empties it: that is told, with what is gone', async () => {
  const profile = await trainedProfile();
  const manifests = storageFiles(profile, /leveldb[\\/](CURRENT|MANIFEST-\d+)$/);
  expect(manifests.length).toBeGreaterThan(1);
  manifests.forEach((path) => writeFileSync(path, 'garbage'));
  const app = await again(profile);
  // The fault is real: what was there is not.
  expect(await app.fileNames()).not.toContain(STAGE1);
  await expect
    .poll(() => toldOf(app))
    .toContainEqual(
      expect.stringMatching(/found its storage damaged and emptied it|no longer has .*stage1_50kN\.zip/),
    );
});

test('the browser’s own file of a large value is cut short: the checkpoint is called damaged, never trained on', async () => {
  const profile = await trainedProfile(LARGE);
  const large = storageFiles(profile, /\.indexeddb\.blob[\\/]/);
  expect(large.length).toBeGreaterThan(0);
  large.forEach((path) => truncateSync(path, Math.floor(statSync(path).size / 2)));
  await expectNotTrainedOn(await again(profile, LARGE), /stage1_50kN\.zip is damaged/);
});

test('a bit turns over in the database: the browser or the page finds it, and it is never trained on', async () => {
  const profile = await trainedProfile();
  let turned = 0;
  for (const path of storageFiles(profile, /leveldb[\\/]\d+\.(log|ldb)$/)) {
    const bytes = readFileSync(path);
    for (let at = bytes.indexOf('policy.pth'); at >= 0; at = bytes.indexOf('policy.pth', at + 1)) {
      bytes[at + 400] ^= 1;
      turned++;
    }
    writeFileSync(path, bytes);
  }
  expect(turned).toBeGreaterThan(0);
  const app = await again(profile);
  await expectNotTrainedOn(
    app,
    /stage1_50kN\.zip is damaged|no longer has .*stage1_50kN\.zip|damaged and emptied/,
  );
});

import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readProgressJson } from '../../src/logging/progressJson';
import { AppPage, launchForTest, QUICK, SMOKE } from '../support/appPage';
import { trainOnly, TrainProcess } from '../support/commandLine';
import { chosenByName, testAgain } from '../support/extent';
import {
  filesInFolder,
  putIntoFolder,
  standInPicker,
  takeOutOfFolder,
  withoutPicker,
} from '../support/originFolder';
import { LONG_STAGE_2 } from '../support/profileHistories';

const FINAL = 'final_v9_advanced.zip';
const STAGES = ['stage1_50kN.zip', 'stage2_100kN.zip', 'stage3_150kN.zip', 'stage4_150kN.zip'];
const LONG_STAGE_3 = `${SMOKE}&stage3.total_timesteps=1000000000`;

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tmd-lab-second-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

const copyLine = (app: AppPage) => app.page.getByTestId('copy-line');

async function waitForCopy(app: AppPage, text: RegExp): Promise<void> {
  await expect.poll(() => copyLine(app).innerText(), { timeout: 60_000 }).toMatch(text);
}

/** How the copy of each file stands, as its row says. */
async function copyStates(app: AppPage): Promise<string[]> {
  return app.page.getByTestId('copy-state').allInnerTexts();
}

/** The names of a training's files, without those of logs and consoles. */
function zipsOf(names: Iterable<string>): string[] {
  return [...names].filter((name) => name.endsWith('.zip')).sort();
}

test('a folder that was chosen once has every checkpoint, the log and the console of a training', async () => {
  const context = await launchForTest({ history: 'visited' });
  await standInPicker(context);
  const app = await AppPage.open(context, QUICK);
  await app.chooseDevice('wasm');
  await app.openView('Checkpoints');
  expect(await copyLine(app).innerText()).toContain("in this browser's storage only");
  await app.page.getByRole('button', { name: 'Keep a copy in a folder' }).click();
  await waitForCopy(app, /What is saved goes into the folder picked as well/);

  await app.openView('Train');
  await app.primary.click();
  await app.waitForLine('TRAINING COMPLETE');
  await app.openView('Checkpoints');
  await waitForCopy(app, /^All 5 files of this run, its log and its console are in the folder picked/);
  expect(await copyStates(app)).toEqual(Array(5).fill('Copied'));
  const files = await filesInFolder(app.page);
  expect(zipsOf(files.keys())).toEqual([FINAL, ...STAGES]);
  expect([...files.keys()]).toEqual(
    expect.arrayContaining(['progress.json', 'progress.csv', 'monitor.csv', 'console.txt']),
  );
  expect(readFileSync(await (await app.download(FINAL)).path()).equals(files.get(FINAL) ?? Buffer.of())).toBe(
    true,
  );
  expect(files.get('console.txt')?.toString()).toMatch(/ info STAGE 1\/4/);

  // The next visit goes on by itself, and what is deleted here goes there.
  await app.page.reload();
  await app.openView('Checkpoints');
  await waitForCopy(app, /^All 5 files .*picked/);
  await app.page.getByText('More actions').click();
  await app.page.getByRole('button', { name: 'Resume from stage 3' }).click();
  await app.confirm();
  await waitForCopy(app, /^All 2 files .*picked/);
  expect(zipsOf((await filesInFolder(app.page)).keys())).toEqual(STAGES.slice(0, 2));
  expect(app.complaints).toEqual([]);
});

testAgain('the command line, the page and the command line again train one run in one folder', async () => {
  const directory = temporaryDirectory();
  const begun = new TrainProcess('--settings', LONG_STAGE_2, '--run-dir', directory);
  await begun.interrupt('SIGINT', 'STAGE 2/4');
  expect(zipsOf(readdirSync(directory))).toEqual(['stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);

  const context = await launchForTest({ history: 'visited' });
  await standInPicker(context);
  const app = await AppPage.open(context);
  await app.chooseDevice('wasm');
  await putIntoFolder(app.page, directory);
  await app.openView('Checkpoints');
  await app.page.getByRole('button', { name: 'Open a folder' }).click();
  const runs = await app.page.getByTestId('folder-runs').innerText();
  expect(runs).toContain('Default run (models/rl_v9_advanced/)');
  expect(runs).toContain('stage1_50kN.zip');
  await app.confirm();
  await waitForCopy(app, /^All 2 files .*picked/);
  expect(await copyStates(app)).toEqual(['Copied', 'Copied']);
  // Of the settings that the run came with, stage 2 would never end.
  await app.page.goto(app.url.href.replace(/#.*/, LONG_STAGE_3));
  await app.openView('Train');
  await app.waitForButton(/^Resume from stage 2\/4/);
  await app.primary.click();
  await app.waitForLine(/^STAGE 3\/4/);
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 3\/4/);
  await app.openView('Checkpoints');
  await waitForCopy(app, /^All 4 files .*picked/);
  expect(app.complaints).toEqual([]);

  const taken = temporaryDirectory();
  await takeOutOfFolder(app.page, taken);
  expect(readFileSync(join(taken, 'stage1_50kN.zip'))).toEqual(
    readFileSync(join(directory, 'stage1_50kN.zip')),
  );
  const ended = await trainOnly('--settings', SMOKE, '--run-dir', taken);
  // It says so: the page's link for stage 3 was another.
  expect(ended.errors).toContain('They apply from stage 3 on.');
  expect(ended.out).toContain('Will resume from Stage 3/4');
  expect(ended.status).toBe(0);
  expect(existsSync(join(taken, FINAL))).toBe(true);
  // One log from beginning to end.
  const stages: number[] = [];
  const written = createReadStream(join(taken, 'progress.json'));
  for await (const { stage } of readProgressJson(written)) stages.push(stage);
  expect([...new Set(stages)]).toEqual([1, 2, 3, 4]);
});

/** What a person has to click to get the files back. */
type Offer = { readonly testId: string; readonly says: RegExp; readonly button: string };

const LOST: Offer = {
  testId: 'restore',
  says: /^2 files that this browser does not have, or has lost, are in the second copy/,
  button: 'Restore',
};
const FORGOTTEN: Offer = {
  testId: 'forgotten',
  says: /^A second copy was kept in the folder picked/,
  button: 'Open a folder',
};

/** Empties databases behind the page's back, as a browser does that finds them damaged. */
async function emptyDatabases(app: AppPage, which: RegExp): Promise<void> {
  await app.page.evaluate(async (pattern) => {
    for (const { name = '' } of await indexedDB.databases()) {
      if (!new RegExp(pattern).test(name)) continue;
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = resolve;
        request.onerror = reject;
      });
    }
  }, which.source);
}

/** The run's files and their checksums. */
async function hashesOf(app: AppPage): Promise<(string | null)[][]> {
  const rows = app.page.getByTestId('files').locator('[data-name]');
  return rows.evaluateAll((elements) =>
    elements.map((row) => [row.getAttribute('data-name'), row.getAttribute('data-sha256')]),
  );
}

const COPIES = [
  ['a folder, when the files are lost', 'picked', standInPicker, /^tmd-lab$/, LOST],
  ['a folder, when all is lost', 'picked', standInPicker, /./, FORGOTTEN],
  ['the private file system, when all is lost', 'file system', withoutPicker, /./, LOST],
] as const;
/** Each place of a copy. That of a folder which is forgotten is offered anew is in the tests of the page's state. */
const isWanted = chosenByName(/files are lost|private file system/);

describe.each(COPIES.filter(([name]) => isWanted(name)))(
  'a second copy in %s',
  (_, name, prepare, databases, { testId, says, button }) => {
    test('gives back what the browser had', async () => {
      const context = await launchForTest({ history: 'interrupted' });
      await prepare(context);
      const app = await AppPage.open(context, LONG_STAGE_2);
      await app.openView('Checkpoints');
      if (prepare === standInPicker) {
        await app.page.getByRole('button', { name: 'Keep a copy in a folder' }).click();
      } else {
        await expect
          .poll(() => app.page.getByTestId('copy').innerText())
          .toContain('Safari deletes both after seven days without a visit');
      }
      await waitForCopy(app, new RegExp(`^All 2 files .*${name}`));
      const before = await hashesOf(app);

      await emptyDatabases(app, databases);
      await app.page.reload();
      await app.waitForButton(/^Start training/);
      const offer = app.page.getByTestId(testId);
      await expect.poll(() => offer.innerText()).toMatch(says);
      await offer.getByRole('button', { name: button }).click();
      await app.confirm();
      await app.waitForButton(/^Resume from stage 2\/4/);
      await expect.poll(() => offer.count()).toBe(0);
      await app.openView('Checkpoints');
      expect(await hashesOf(app)).toEqual(before);
      await waitForCopy(app, new RegExp(`^All 2 files .*${name}`));
      // With its log and its console.
      await app.openView('Train');
      expect(await app.keptLines()).toContain('STAGE 1/4: M4.5 @ 50kN');
      expect(app.complaints).toEqual([]);
    });
  },
);

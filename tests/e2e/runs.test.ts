import { readFileSync } from 'node:fs';
import type { BrowserContext } from 'playwright';
import { beforeEach, describe, expect, test } from 'vitest';
import { expectAccessible } from '../support/accessibility';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import { corruptFile } from '../support/corruptFile';
import { chosenOf } from '../support/extent';

const STAGES = ['stage1_50kN.zip', 'stage2_100kN.zip', 'stage3_150kN.zip', 'stage4_150kN.zip'];
const ALL = ['final_v9_advanced.zip', ...STAGES];

const WIDTHS = [1440, 390];

describe('the runs', () => {
  let context: BrowserContext;
  let app: AppPage;

  beforeEach(async () => {
    context = await launchForTest({ history: 'trained', isStill: true });
    app = await AppPage.open(context);
  });

  const run = (name: string) => app.page.getByTestId('runs').locator(`[data-run="${name}"]`);
  const runs = () =>
    app.page
      .getByTestId('runs')
      .locator('[data-run]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run')));

  async function name(text: string): Promise<void> {
    await app.page.getByTestId('run-name').fill(text);
    await app.confirm();
  }

  test.each(chosenOf(WIDTHS, [390]))(
    'at %i px one is duplicated, renamed, opened, compared and deleted, and the original stays as it was',
    async (width) => {
      await app.page.setViewportSize({ width, height: 900 });
      const original = readFileSync(await (await app.download('stage2_100kN.zip')).path());
      await app.openView('Runs');
      await run('').getByText('complete', { exact: true }).waitFor();
      await run('').getByText('1,024').waitFor();

      await run('').getByRole('button', { name: 'Duplicate default run' }).click();
      await name('copy');
      await expect.poll(runs).toEqual(['', 'copy']);
      await run('copy').getByRole('button', { name: 'Rename copy' }).click();
      await app.page.getByTestId('run-name').fill('no spaces');
      await app.page.getByText(/A run's name has at most 64/).waitFor();
      await expectAccessible(app.page, 'the dialog for a name');
      await name('seeds');
      await expect.poll(runs).toEqual(['', 'seeds']);

      await run('seeds').getByRole('button', { name: 'Open seeds' }).click();
      await expect.poll(() => app.url.hash).toBe(`${SMOKE}&run=seeds`);
      await app.openView('Train');
      expect((await app.fileNames()).sort()).toEqual(ALL);
      expect(readFileSync(await (await app.download('stage2_100kN.zip')).path()).equals(original)).toBe(true);
      await app.waitForButton(/^Evaluate the final model/);
      expect((await app.keptLines()).filter((line) => line === 'TRAINING COMPLETE')).toHaveLength(1);

      await app.openView('Settings');
      await app.page.getByRole('textbox', { name: /^Seed/ }).fill('3');
      await app.openView('Runs');
      await run('seeds').getByText('preset smoke, seed 0 → 3').waitFor();
      for (const box of await app.page.getByTestId('runs').getByRole('checkbox').all()) await box.check();
      const comparison = app.page.getByTestId('comparison');
      await expect
        .poll(() => comparison.getByRole('row').filter({ hasText: 'seed' }).allInnerTexts())
        .toContainEqual(expect.stringMatching(/^seed\s+0\s+3$/));
      await expect
        .poll(() => comparison.getByRole('row', { name: /^M4\.5 @ 50 kN, mean of 20/ }).innerText())
        .toMatch(/cm[^]*cm/);
      for (const other of ['uncontrolled', 'passive TMD', 'LQR']) {
        const row = comparison.getByRole('row', { name: `Against ${other}` }).first();
        // A change and its interval, for each of the two runs.
        expect((await row.innerText()).match(/%/g)).toHaveLength(6);
      }

      await expectAccessible(app.page, 'the comparison');

      await run('').getByRole('button', { name: 'Open default run' }).click();
      await expect.poll(() => app.url.hash).toBe(SMOKE);
      await run('seeds').getByRole('button', { name: 'Delete seeds' }).click();
      expect((await app.page.getByTestId('dialog-files').innerText()).split('\n').sort()).toEqual(
        ALL.map((file) => `models/rl_v9_advanced/seeds/${file}`),
      );
      await app.confirm();
      await expect.poll(runs).toEqual(['']);
      await app.openView('Train');
      expect((await app.fileNames()).sort()).toEqual(ALL);
      expect(app.complaints).toEqual([]);
    },
  );

  test.each(chosenOf(WIDTHS, [390]))(
    'at %i px a new one keeps its settings until it is trained, across visits',
    async (width) => {
      await app.page.setViewportSize({ width, height: 900 });
      await app.openView('Runs');
      await app.page.getByRole('button', { name: 'New run' }).click();
      await app.page.getByTestId('run-name').fill('relu');
      await app.page.keyboard.press('Enter');
      await expect.poll(runs).toEqual(['', 'relu']);
      await app.openView('Settings');
      await app.page.getByRole('textbox', { name: /^Seed/ }).fill('7');
      await app.openView('Runs');
      await run('').getByRole('button', { name: 'Open default run' }).click();
      await app.page.close();

      app = await AppPage.open(context);
      await app.page.setViewportSize({ width, height: 900 });
      await app.openView('Runs');
      await expect.poll(runs).toEqual(['', 'relu']);
      await run('relu').getByText('not started').waitFor();
      await run('relu').getByRole('button', { name: 'Open relu' }).click();
      await expect.poll(() => app.url.hash).toBe('#preset=smoke&run=relu&seed=7');
      await app.openView('Train');
      await app.waitForButton(/^Start training/);
    },
  );

  test.each(chosenOf(WIDTHS, [1440]))(
    'at %i px each checkpoint says what is in it and that it is sound, until a byte of it changes',
    async (width) => {
      await app.page.setViewportSize({ width, height: 900 });
      await app.openView('Checkpoints');
      const soundness = (file: string) => app.row(file).getByTestId('soundness').innerText();
      for (const file of ALL)
        await expect.poll(() => soundness(file), { timeout: 30_000 }).toMatch(/^Verified/);
      for (const [index, file] of STAGES.entries()) {
        await expect
          .poll(() => app.row(file).innerText())
          .toMatch(new RegExp(`\\b${(256 * (index + 1)).toLocaleString('en')}\\b`));
      }
      await corruptFile(app.page, 'models/rl_v9_advanced/stage2_100kN.zip');
      await app
        .row('stage2_100kN.zip')
        .getByRole('button', { name: 'Verify stage2_100kN.zip again' })
        .click();
      await expect.poll(() => soundness('stage2_100kN.zip')).toMatch(/^Not usable/);
      await app.row('stage2_100kN.zip').getByText('Not usable').click();
      await app
        .row('stage2_100kN.zip')
        .getByText(/is damaged.*Delete stage2_100kN\.zip/)
        .waitFor();
      await expectAccessible(app.page, 'a damaged checkpoint');
      await app.page.getByTestId('storage').getByText('Checkpoints of all runs').waitFor();
    },
  );

  test.each(chosenOf(WIDTHS, [390]))(
    'at %i px training goes on from a completed stage, once the user agrees to lose the later ones',
    async (width) => {
      await app.page.setViewportSize({ width, height: 900 });
      await app.openView('Checkpoints');
      await app.row('stage2_100kN.zip').getByRole('button', { name: 'Continue' }).click();
      expect((await app.page.getByTestId('dialog-files').innerText()).split('\n').sort()).toEqual([
        'final_v9_advanced.zip',
        'stage3_150kN.zip',
        'stage4_150kN.zip',
      ]);
      await app.confirm();
      await app.openView('Train');
      await app.waitForLine('Will resume from Stage 3/4');
      await app.waitForFile('final_v9_advanced.zip');
      expect((await app.fileNames()).sort()).toEqual(ALL);
    },
  );
});

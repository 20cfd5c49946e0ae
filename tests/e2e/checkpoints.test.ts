import { readFileSync } from 'node:fs';
import { InferenceSession } from 'onnxruntime-web';
import type { BrowserContext } from 'playwright';
import { beforeEach, describe, expect, test } from 'vitest';
import { readZip } from '../../src/sb3/zipReader';
import { writeZip } from '../../src/sb3/zipWriter';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import { corruptFile } from '../support/corruptFile';
import { chosenOf, testAgain } from '../support/extent';
import { LONG_STAGE_2 } from '../support/profileHistories';
import { foreignModel, withData } from '../support/pythonModel';

const DIRECTORY = 'models/rl_v9_advanced';

const DEVICES = ['webgpu', 'wasm'] as const;
type Device = (typeof DEVICES)[number];

describe('checkpoints', () => {
  async function open(hash: string, device: Device = 'wasm'): Promise<AppPage> {
    const app = await AppPage.open(await launchForTest({ history: 'visited', isStill: true }), hash);
    await app.chooseDevice(device);
    return app;
  }

  /** Trains stage 1 and stops in stage 2. */
  async function trainStage1(device: Device): Promise<AppPage> {
    const app = await open(LONG_STAGE_2, device);
    await app.primary.click();
    await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    await app.primary.click();
    await app.waitForButton(/^Resume from stage 2\/4/);
    return app;
  }

  /** A later visit than the one that trained stage 1 and stopped in stage 2. */
  async function openInterrupted(): Promise<AppPage> {
    const app = await AppPage.open(
      await launchForTest({ history: 'interrupted', isStill: true }),
      LONG_STAGE_2,
    );
    await app.waitForButton(/^Resume from stage 2\/4/);
    return app;
  }

  test('downloaded, wiped, uploaded: training continues where it was', async () => {
    const app = await openInterrupted();
    const download = await app.download('stage1_50kN.zip');
    expect(download.suggestedFilename()).toBe('stage1_50kN.zip');
    const bytes = readFileSync(await download.path());

    await app.page.getByText('More actions').click();
    await app.page.getByRole('button', { name: 'Start fresh' }).click();
    const listed = await app.page.getByTestId('dialog-files').innerText();
    expect(listed.split('\n').sort()).toEqual(['stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
    await app.confirm();
    await app.waitForButton(/^Start training/);
    expect(await app.fileNames()).toEqual([]);

    await app.upload('stage1_50kN (1).zip', bytes);
    expect(await app.page.getByRole('dialog').innerText()).toMatch(/Stage 1: M4\.5 @ 50kN, completed/);
    await app.confirm();
    await app.waitForButton(/^Resume from stage 2\/4/);
    expect(readFileSync(await (await app.download('stage1_50kN.zip')).path()).equals(bytes)).toBe(true);
  });

  test.each(chosenOf<Device>(DEVICES, ['wasm']))(
    'exported from one browser, a zip resumes at the right stage in another, training on %s',
    async (device) => {
      const app = await trainStage1(device);
      const bytes = readFileSync(await (await app.download('stage1_50kN.zip')).path());
      await app.page.context().close();

      const other = await open(SMOKE, device);
      await other.waitForButton(/^Start training/);
      await other.upload('stage1_50kN.zip', bytes);
      expect(await other.page.getByLabel('The settings that it was trained with').isChecked()).toBe(true);
      await other.page.getByLabel('The settings on this page').check();
      await other.confirm();
      await other.waitForButton(/^Resume from stage 2\/4/);
      await other.primary.click();
      await other.waitForLine('Will resume from Stage 2/4');
      await other.waitForFile('stage2_100kN.zip');
      expect(other.complaints).toEqual([]);
    },
  );

  testAgain('a run goes to another browser as one zip, with its name and settings', async () => {
    const app = await openInterrupted();
    const [download] = await Promise.all([
      app.page.waitForEvent('download'),
      app.page.getByTestId('download-run').click(),
    ]);
    expect(download.suggestedFilename()).toBe('rl_v9_advanced.zip');
    const bytes = readFileSync(await download.path());
    await app.page.context().close();

    const other = await open('#preset=v9&run=elsewhere');
    await other.upload('rl_v9_advanced.zip', bytes);
    await other.confirm();
    await other.waitForButton(/^Resume from stage 2\/4/);
    await expect.poll(() => other.url.hash).toBe(LONG_STAGE_2);
    expect((await other.fileNames()).sort()).toEqual(['stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
    expect(other.complaints).toEqual([]);
  });

  test('a checkpoint is exported for other programs', async () => {
    const app = await openInterrupted();
    const menu = app.row('stage1_50kN.zip').getByRole('button', { name: /^Export/ });
    const exported = (format: RegExp) => app.downloadFromMenu(menu, format);
    const onnx = await exported(/^policy\.onnx/);
    expect(onnx.name).toBe('policy.onnx');
    const session = await InferenceSession.create(onnx.bytes);
    expect(session.outputNames).toEqual(['action']);
    const header = await exported(/^policy\.h/);
    expect(header.name).toBe('policy.h');
    expect(header.bytes.toString()).toContain('static inline double tmd_policy_action(');
    const script = await exported(/^policy\.js/);
    expect(script.name).toBe('policy.js');
    expect(script.bytes.toString()).toContain('export function action(observation)');
    const bundle = await exported(/^Model bundle/);
    expect(bundle.name).toBe('stage1_50kN_model.zip');
    const names = [...(await readZip(Uint8Array.from(bundle.bytes), { entries: 16, totalSize: 1e8 })).keys()];
    expect(names).toEqual(['stage1_50kN.zip', 'policy.onnx', 'README.md', 'config.yml', 'results.json']);
    expect(app.complaints).toEqual([]);
  });

  test.each(chosenOf<Device>(DEVICES, ['wasm']))(
    'an interrupted stage is continued by hand exactly where it was saved, training on %s',
    async (device) => {
      const app = await trainStage1(device);
      await app.row('stage2_INTERRUPTED_100kN.zip').getByRole('button', { name: 'Continue' }).click();
      await app.waitForLine(/^Will continue Stage 2\/4 after \d+ timesteps$/);
      await app.primary.click();
      await app.waitForButton(/^Resume from stage 2\/4/);
    },
  );

  test('a corrupted checkpoint is an error that names it, never a fresh start', async () => {
    const app = await openInterrupted();
    await corruptFile(app.page, `${DIRECTORY}/stage1_50kN.zip`);
    await app.page.reload();
    await app.waitForButton(/^Resume from stage 2\/4/);
    await app.primary.click();
    await app.waitForLine(/stage1_50kN\.zip is damaged/);
    const [alert] = await app.page.getByRole('alert').allInnerTexts();
    expect(alert).toMatch(/Delete stage1_50kN\.zip .*, or put a good copy in its place/);
    expect(await app.consoleLines()).not.toContain('No checkpoints found - starting fresh training');
    await app.waitForButton(/^Resume from stage 2\/4/);
  });

  test('a second tab can look, and not touch, until the first is done', async () => {
    const first = await open(LONG_STAGE_2);
    await first.primary.click();
    await first.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    const second = await AppPage.open(first.page.context(), LONG_STAGE_2, { isReady: false });
    await second.page.getByTestId('locked').waitFor();
    expect(await second.primary.isDisabled()).toBe(true);
    await second.waitForFile('stage1_50kN.zip');
    await second.download('stage1_50kN.zip');
    await first.primary.click();
    await first.waitForButton(/^Resume from stage 2\/4/);
    await second.waitForButton(/^Resume from stage 2\/4/);
    expect(await second.fileNames()).toContain('stage2_INTERRUPTED_100kN.zip');
  });
});

/** A zip with one entry that is larger than any model's; browsers are handed 50 MB at most here. */
async function hugeZip(): Promise<Buffer> {
  const files = new Map([['data', new Uint8Array(33 * 2 ** 20)]]);
  return Buffer.from(await writeZip(files));
}

describe('uploads', () => {
  let context: BrowserContext;

  beforeEach(async () => {
    context = await launchForTest({ history: 'visited', isStill: true });
  });

  test('a zip of Stable-Baselines3 asks which stage it completes, and training goes on from it', async () => {
    const app = await AppPage.open(
      context,
      '#preset=smoke&control_period=5&stage4.n_steps=16&stage4.batch_size=32&stage4.total_timesteps=32',
    );
    const zip = readFileSync(new URL('../golden/sb3/ppo_float_lr.zip', import.meta.url));
    await app.upload('ppo_float_lr.zip', zip);
    expect(await app.page.getByRole('dialog').getByTestId('confirm').isEnabled()).toBe(false);
    await app.page.getByLabel('Stage 3: M7.4 @ 150kN').check();
    await app.confirm();
    await app.waitForButton(/^Resume from stage 4\/4/);
    await app.primary.click();
    await app.waitForLine('It was saved by Stable-Baselines3.');
    // The final model's evaluation, which follows, takes a network of 3 x 256 a minute.
    await app.waitForFile('stage4_150kN.zip');
  });

  test('a zip of Stable-Baselines3 starts a new run under its own hyperparameters', async () => {
    const app = await AppPage.open(context);
    // Its last learning rate is not the one that its Python function has there.
    const zip = await withData(foreignModel('ppo_closure_lr'), { _current_progress_remaining: 0.95 });
    await app.upload('from_cluster.zip', Buffer.from(zip));
    const dialog = app.page.getByRole('dialog');
    expect(await dialog.innerText()).toMatch(/learning rate cannot be taken over: it is the Python function/);
    await app.page.getByLabel('None: a new run starts from it').check();
    await app.page.getByTestId('upload-run').fill('from cluster');
    await dialog.getByText(/A run's name has at most 64/).waitFor();
    await app.page.getByTestId('upload-run').fill('from-cluster');
    expect(await dialog.getByTestId('confirm').isEnabled()).toBe(false);
    await app.page.getByRole('radio', { name: /The learning rate held at/ }).check();
    await app.confirm();
    await app.waitForFile('initial_model.zip');
    await expect.poll(() => app.url.hash).toMatch(/run=from-cluster.*stage1\.n_epochs=12/);
    await app.page.getByText(/Training starts from the policy in initial_model\.zip/).waitFor();
  });

  testAgain('a zip dropped anywhere on the page is offered like an uploaded one', async () => {
    const app = await AppPage.open(context);
    const zip = readFileSync(new URL('../golden/sb3/ppo_float_lr.zip', import.meta.url)).toString('base64');
    const transfer = await app.page.evaluateHandle((content) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], 'from_python.zip', { type: 'application/zip' }));
      return data;
    }, zip);
    await app.page.dispatchEvent('header', 'dragenter', { dataTransfer: transfer });
    await app.page.getByText('Drop checkpoint zips').waitFor();
    await app.page.dispatchEvent('header', 'drop', { dataTransfer: transfer });
    await app.page.getByRole('dialog', { name: /from_python\.zip/ }).waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await app.fileNames()).toEqual([]);
  });

  test.each([
    ['notes.zip', () => Buffer.from('this is no zip'), /not a zip/],
    ['empty.zip', () => Buffer.alloc(0), /not a zip/],
    ['huge.zip', hugeZip, /larger than any model/],
  ])('%s is refused in one message that is in sight, and nothing is stored', async (name, make, message) => {
    const app = await AppPage.open(context);
    await app.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await app.upload(name, await make());
    await expect
      .poll(() => app.page.getByRole('alert').allInnerTexts())
      .toEqual([expect.stringMatching(message)]);
    const top = () => app.page.getByRole('alert').evaluate((alert) => alert.getBoundingClientRect().top);
    await expect.poll(top).toBeGreaterThan(0);
    expect(await app.fileNames()).toEqual([]);
  });
});

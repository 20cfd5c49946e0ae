import { expect, onTestFinished, test } from 'vitest';
import { encodeCheckpoint } from '../../src/checkpoint/zip/modelZip';
import { ZipBlobWriter } from '../../src/sb3/zipBlob';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import { exampleCheckpoint } from '../support/checkpoints';

const record = (last: number) => `time_s,acceleration_ms2\n0,0\n0.01,1\n0.02,${last}\n`;
const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function open(hash = SMOKE): Promise<AppPage> {
  const context = await launchForTest();
  return AppPage.open(context, hash);
}

test('a link with keys that are alike in 40 letters, thousands of them, and a record twice', async () => {
  const alike = 'k'.repeat(60);
  const unknown = Array.from({ length: 500 }, (_, i) => `${alike}${i}=1`).join('&');
  const use = 'Kobe:0123456789abcdef@0.3';
  // The fault is real: what a message repeats of two of them is the same.
  expect(`${alike}0`.slice(0, 40)).toBe(`${alike}1`.slice(0, 40));
  const app = await open(`${SMOKE}&${unknown}&stage1.own_training=${use},${use}`);
  const notices = app.page.getByRole('status').filter({ hasText: 'The link sets' });
  await expect.poll(() => notices.count()).toBe(1);
  for (const view of await app.page.getByRole('tab').allInnerTexts()) await app.openView(view);
  expect(app.complaints).toEqual([]);
});

test('a link of more than 64 KiB is refused with one sentence, and the page is there', async () => {
  const app = await open(`#seed=${'1'.repeat(500_000)}x`);
  await app.page.getByText(/^The link has 500007 characters, more than any settings need/).waitFor();
  expect(app.complaints).toEqual([]);
});

test('two record files of one name, good ones and bad ones', async () => {
  const app = await open();
  await app.openView('Earthquakes');
  const chosen = [file('x.csv', record(2)), file('x.csv', record(3)), file('y.csv', ''), file('y.csv', '')];
  // The fault is real: a list by file name would have each name twice.
  expect(new Set(chosen.map(({ name }) => name)).size).toBe(chosen.length / 2);
  const input = app.page.getByTestId('record-files');
  await input.setInputFiles(chosen);
  const dialog = app.page.getByRole('dialog');
  await expect.poll(() => dialog.getByRole('alert').count()).toBe(2);
  expect(await dialog.getByRole('region').count()).toBe(2);
  await dialog.getByRole('textbox').nth(1).fill('second');
  expect(await dialog.getByRole('textbox').nth(0).inputValue()).toBe('x');
  expect(app.complaints).toEqual([]);
});

test('a packed run with the records x.csv and x.CSV', async () => {
  const checkpoint = await encodeCheckpoint(exampleCheckpoint());
  const zip = new ZipBlobWriter();
  zip.add('rl_v9_advanced/stage2_INTERRUPTED_100kN.zip', checkpoint);
  for (const [name, last] of [
    ['x.csv', 2],
    ['x.CSV', 3],
  ] as const) {
    zip.add(`rl_v9_advanced/records/${name}`, Uint8Array.from(Buffer.from(record(last))));
  }
  const app = await open();
  onTestFinished(() => app.page.close());
  await app.openView('Checkpoints');
  await app.upload('run.zip', Buffer.from(await zip.finish().arrayBuffer()));
  const lines = app.page.getByRole('dialog').getByText('Its own record x', { exact: true });
  await expect.poll(() => lines.count()).toBe(2);
  await app.confirm();
  await app.waitForFile('stage2_INTERRUPTED_100kN.zip');
  expect(app.complaints).toEqual([]);
});

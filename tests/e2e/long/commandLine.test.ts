import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeModelZip } from '../../../src/checkpoint/zip/modelZip';
import { AppPage, launchForTest, SMOKE } from '../../support/appPage';
import { TrainProcess } from '../../support/commandLine';

const LAST = 'stage2_100kN.zip';

async function checkpointOf(file: string) {
  const decoded = await decodeModelZip(Uint8Array.from(readFileSync(file)));
  if (decoded.origin !== 'tmd-lab') throw new Error('foreign');
  return decoded.checkpoint;
}

test('the page and the command line train the same model from the same link, bit for bit', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tmd-lab-same-'));
  const link = `${SMOKE}&seed=11`;
  const context = await launchForTest({ history: 'visited' });
  const app = await AppPage.open(context, link);
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForFile(LAST);
  const page = await checkpointOf(await (await app.download(LAST)).path());

  const process = new TrainProcess('--settings', link, '--run-dir', directory);
  await process.interrupt('SIGINT', `Saved: ${join(directory, LAST)}`);
  const commandLine = await checkpointOf(join(directory, LAST));
  rmSync(directory, { recursive: true });
  expect(commandLine.engine).toBe(page.engine);
  expect(commandLine.state).toEqual(page.state);
});

import { expect, test } from 'vitest';
import { AppPage, launchForTest } from '../../support/appPage';
import { chosenOf } from '../../support/extent';
import { readEvents } from '../../support/readEvents';

/** Stage 1 is as long as its record, so that episodes end in it. */
const RUN = '#preset=smoke&stage1.total_timesteps=4096&stage1.n_steps=1024&stage1.batch_size=512';

test('the log of a run is downloaded for other programs, also on later visits', async () => {
  const context = await launchForTest({ history: 'visited' });
  const trained = await AppPage.open(context, RUN);
  await trained.primary.click();
  await trained.waitForFile('final_v9_advanced.zip');
  await trained.page.close();

  for (const width of chosenOf([1440, 390], [390])) {
    const app = await AppPage.open(context, RUN);
    await app.page.setViewportSize({ width, height: 900 });
    const menu = app.page.getByRole('button', { name: 'Logs of this run for other programs' });
    const download = (item: RegExp) => app.downloadFromMenu(menu, item);

    const progress = await download(/^progress\.csv/);
    expect(progress.name).toBe('progress.csv');
    const [header, ...rows] = progress.bytes.toString().trimEnd().split('\n');
    expect(header).toMatch(/^curriculum\/stage,eval\/mean_ep_length,.*,rollout\/ep_rew_mean,time\/fps/);
    expect(rows.map((row) => row.split(',')[0])).toEqual(['1', '1', '2', '2', '3', '3', '4', '4']);

    const monitor = await download(/^monitor\.csv/);
    const lines = monitor.bytes.toString().trimEnd().split(/\r?\n/);
    expect(monitor.name).toBe('monitor.csv');
    expect(JSON.parse(lines[0].slice(1))).toMatchObject({ env_id: 'TMD-12-Storey-v9' });
    expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual(['l', '1000', '1000', '1000', '1000']);

    const events = await download(/^TensorBoard events/);
    expect(events.name).toMatch(/^events\.out\.tfevents\.\d{10}\.tmd-lab$/);
    const [version, ...scalars] = readEvents(new Uint8Array(events.bytes));
    expect(version.fileVersion).toBe('brain.Event:2');
    expect(scalars.map(({ step }) => step)).toEqual([2048, 4096, 4224, 4352, 4480, 4608, 4736, 4864]);
    expect(scalars[1].scalars).toMatchObject({
      'curriculum/stage': 1,
      'rollout/ep_len_mean': 1000,
      'eval/mean_ep_length': 1000,
    });
    expect(app.complaints).toEqual([]);
    await app.page.close();
  }
});

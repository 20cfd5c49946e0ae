import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AppPage, launchForTest } from '../support/appPage';
import { testAgain } from '../support/extent';

test('a completed run shows every controller on held-out records, as tables and as a plot with the same numbers', async () => {
  const context = await launchForTest({ history: 'trained' });
  const app = await AppPage.open(context);
  await app.openView('Results');

  const results = app.page.getByTestId('results');
  const rowsOf = (name: RegExp) => results.getByRole('region', { name }).locator('tbody tr');
  const peaks = rowsOf(/Mean peak roof displacement, cm, over 20 held-out records, and PPO/);
  // Four stages at their limits, then the final model on four magnitudes.
  await expect.poll(() => peaks.count()).toBe(8);
  expect(await peaks.first().textContent()).toMatch(/M4\.5 @\s50\skN/);
  // One figure everywhere: Results, the stages in Train and the list of runs have the mean of the same sample.
  const heads = await results.getByRole('table').first().getByRole('columnheader').allInnerTexts();
  expect(heads).toEqual(
    expect.arrayContaining([
      'Against uncontrolled',
      'Against passive TMD',
      'Against LQR',
      'Best causal known',
      'Smallest possible',
    ]),
  );
  const [mean] = (await peaks.first().locator('td').first().innerText()).trim().split(/\s/);
  await app.openView('Train');
  const stage = app.page.getByTitle('Mean peak of the roof over 20 held-out records').first();
  const [told] = (await stage.innerText()).split(' ');
  expect(Number(told).toFixed(1)).toBe(mean);
  expect(await stage.innerText()).toContain('mean of 20 records');
  await app.openView('Runs');
  await app.page
    .getByText(/% \(M\d\.\d, mean of 20\)/)
    .first()
    .waitFor();
  await app.openView('Results');

  // The largest earthquakes are more than a frame or a damper can take, and the page says so.
  const warning = results.getByTestId('realism');
  expect(await warning.innerText()).toMatch(
    /FEMA 356[^]*M8\.4: storeys drift by [\d.]+ %[^]*Passive TMD, retuned 42\.5 m/,
  );

  const metrics = rowsOf(/Means over 20 held-out records/);
  await expect.poll(() => metrics.count()).toBe(4);
  // Of each magnitude: its name, no imperfection, four of them, and all together.
  const robustness = rowsOf(/imperfect sensors and actuator.* over the same 20 held-out records/);
  await expect.poll(() => robustness.count()).toBe(4 * 7);

  // One group of metrics at a time, each in a table that is no wider than its place on a desk.
  const group = results.getByLabel('Table', { exact: true });
  const criteria = rowsOf(/^Criteria of Ohtori, Christenson, Spencer and Dyke/);
  for (const [name, heading] of [
    ['Drift ratio, acceleration, base shear', 'Base shear by weight, %'],
    ['Damper and force', 'Peak control power, kW'],
    ['Criteria of the benchmark', 'J13 peak power, %'],
  ]) {
    await group.selectOption(name);
    const table = results.getByRole('table').filter({ hasText: heading });
    await expect.poll(() => table.count()).toBe(1);
    const overflow = await table.evaluate((element) => {
      const scroll = element.parentElement as HTMLElement;
      return scroll.scrollWidth - scroll.clientWidth;
    });
    expect(overflow, name).toBe(0);
  }
  // Against the uncontrolled building, of which there is no row: drift, and no force of the passive damper.
  await expect.poll(() => criteria.count()).toBe(3);
  const passive = await criteria.first().locator('td').allInnerTexts();
  expect(passive[0]).toMatch(/^0\.\d\d\s[^]*max \d\.\d\d/);
  expect(passive[6]).toMatch(/^0\.00\s/);
  expect(await results.getByTestId('older-evaluation').count()).toBe(0);
  await group.selectOption('Displacements');

  const plot = results.getByRole('img');
  const spoken = await plot.getAttribute('aria-label');
  expect(spoken).toMatch(
    /^Peak roof displacement, cm, M8\.4 @ 150 kN\..*Best causal known \d+\.\d.*Smallest possible/,
  );
  const known = (row: number) => peaks.nth(row).locator('td').nth(-2).innerText();
  // Its smallest earthquakes have a figure at each of their two force limits.
  expect(Number.parseFloat(await known(0))).toBeGreaterThan(Number.parseFloat(await known(4)));
  const lqr = metrics.filter({ hasText: 'LQR' }).locator('td').first();
  const [shown] = ((await lqr.textContent()) ?? '').trim().split(/\s/);
  expect(spoken).toContain(`LQR, full state ${shown},`);

  await results.getByLabel('Plotted').selectOption('RMS force');
  await results.getByLabel('Earthquakes').selectOption('M5.7 @ 150 kN');
  await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/^RMS force, kN, M5\.7 @ 150 kN\./);
  expect(await plot.getAttribute('aria-label')).not.toContain('Smallest possible');
  expect(app.complaints).toEqual([]);

  const [file] = await Promise.all([
    app.page.waitForEvent('download'),
    app.page.getByRole('button', { name: 'Every record as CSV' }).click(),
  ]);
  const csv = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\n');
  // Eight evaluations on 21 records with four controllers, below a header.
  expect(csv).toHaveLength(1 + 8 * 21 * 4);
  expect(csv[0]).toContain('peak_floor_acceleration_m_s2');
  expect(csv[0]).toContain('J1_peak_drift_ratio');

  // The files remember: a later visit shows the same, and evaluates nothing anew.
  const before = await results.innerText();
  await app.page.reload();
  await expect.poll(() => peaks.count()).toBe(8);
  await expect.poll(() => robustness.count()).toBe(4 * 7);
  await results.getByLabel('Plotted').selectOption('RMS force');
  await results.getByLabel('Earthquakes').selectOption('M5.7 @ 150 kN');
  await expect.poll(() => results.innerText()).toBe(before);
  await app.openView('Train');
  // So does the console.
  await expect.poll(() => app.keptLines()).toContain('TRAINING COMPLETE');
  expect(await app.consoleLines()).not.toContain('Nothing has happened yet.');
  const below = (element: HTMLElement) => element.scrollHeight - element.scrollTop - element.clientHeight;
  await expect.poll(() => app.page.getByTestId('console').evaluate(below)).toBeLessThan(60);
  await expect.poll(() => app.page.getByText(/^uncontrolled [\d.]+ cm$/).count()).toBe(4);
  await app.primary.click();
  await app.waitForLine('TRAINING COMPLETE');
  await app.openView('Results');
  await expect.poll(() => peaks.count()).toBe(8);

  // They belong to their run.
  await app.page.goto(app.page.url().replace(/#.*/, '#preset=smoke&run=empty'));
  await app.page.getByText(/^No results yet/).waitFor();
});

testAgain('a limit of the damper’s stroke is trained under, and told with who keeps it', async () => {
  const context = await launchForTest({ history: 'visited' });
  const limits = [1, 1.5, 2, 2.5];
  const hash = limits.map((limit, i) => `&stage${i + 1}.stroke_limit_m=${limit}`).join('');
  // With less of a policy to evaluate, and not to its end: what comes last, imperfect sensors, takes longer than all before.
  const app = await AppPage.open(context, `#preset=smoke&control_period=5&policy.net_arch=8${hash}`);
  expect(await app.page.getByText('up to 100 kN and 1.5 m').count()).toBe(1);
  await app.primary.click();
  await app.waitForLine(
    /^Stroke within 1\.5 m: on \d+ of 20, largest .* \(LQR tuned to keep it: on 20 of 20/,
  );
  // Of stage 4 and of the final model on four magnitudes.
  const ofLast = async () =>
    (await app.consoleLines()).filter((line) => line.startsWith('Stroke within 2.5 m'));
  await expect.poll(async () => (await ofLast()).length, { timeout: 120_000 }).toBe(5);
  await app.openView('Results');
  const strokes = app.page.getByRole('region', { name: /stays within its stroke limit/ }).locator('tbody tr');
  // What is known of a free stroke says nothing of a limited one.
  const known = app.page
    .getByRole('region', { name: /^Mean peak roof displacement, cm, over 20 held-out records, and PPO/ })
    .locator('td:nth-last-child(2)');
  await expect.poll(() => known.allInnerTexts()).toEqual(Array<string>(8).fill('not computed'));
  // The stages at their limits, then the final model at the last one's.
  await expect.poll(() => strokes.count()).toBe(8);
  const told = await strokes.locator('td:first-of-type').allInnerTexts();
  expect(told.map(Number)).toEqual([...limits, 2.5, 2.5, 2.5, 2.5]);
  const uncontrolled = await strokes.locator('td:last-of-type').allInnerTexts();
  expect(uncontrolled[0]).toMatch(/^20 of 20\s+mean 0\.25, largest 0\.36$/);
  expect(uncontrolled[2]).toMatch(/^16 of 20/);
  expect(app.complaints).toEqual([]);
});

testAgain('an evaluation of an older version shows what it has, and is made anew on request', async () => {
  const context = await launchForTest({ history: 'visited' });
  const app = await AppPage.open(context);
  const { page } = app;
  await app.openView('Checkpoints');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(new URL('../fixtures/cases/stage1_50kN.zip', import.meta.url).pathname);
  await page.getByRole('dialog').getByRole('button', { name: /^Add/ }).click();
  await page.getByText('stage1_50kN.zip').first().waitFor();
  await app.openView('Results');
  const results = page.getByTestId('results');
  await results.getByLabel('Table', { exact: true }).selectOption('Damper and force');
  const ppo = results.getByRole('row', { name: /^PPO/ }).locator('td');
  // Its stroke was measured, its force by the building's weight was not.
  expect(await ppo.nth(0).innerText()).toMatch(/^\d\.\d\d\s/);
  expect((await ppo.nth(2).innerText()).trim()).toBe('–');
  const plotted = results.getByLabel('Plotted').locator('option', { hasText: 'Peak base shear' });
  expect(await plotted.isDisabled()).toBe(true);

  const older = page.getByTestId('older-evaluation');
  const stroke = await ppo.nth(0).innerText();
  await older.getByRole('button', { name: 'Evaluate again' }).click();
  // Where nothing is under way any more, it is in the file.
  await older.waitFor({ state: 'detached' });
  await app.waitForButton(/^Resume from stage 2\/4/);
  await page.reload();
  await results.getByLabel('Table', { exact: true }).selectOption('Damper and force');
  await expect.poll(() => ppo.nth(2).innerText()).toMatch(/^\d\.\d{3}\s/);
  expect(await ppo.nth(0).innerText()).toBe(stroke);
  expect(await older.count()).toBe(0);
  expect(app.complaints).toEqual([]);
});

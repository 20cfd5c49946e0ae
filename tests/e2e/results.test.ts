import { expect, test } from 'vitest';
import { AppPage, launch, temporaryProfile } from '../support/appPage';

test('a completed run shows every controller on held-out records, as tables and as a plot with the same numbers', async () => {
  const profile = temporaryProfile();
  const context = await launch(profile.directory);
  const app = await AppPage.open(context);
  await app.primary.click();
  await app.waitForLine('TRAINING COMPLETE');
  await app.openView('Results');

  const results = app.page.getByTestId('results');
  const rowsOf = (name: RegExp) => results.getByRole('region', { name }).locator('tbody tr');
  const peaks = rowsOf(/Mean peak roof displacement, cm, and PPO/);
  // Four stages at their limits, then the final model on four magnitudes.
  await expect.poll(() => peaks.count()).toBe(8);
  expect(await peaks.first().textContent()).toMatch(/M4\.5 @\s50\skN/);
  const metrics = rowsOf(/Means over 20 held-out records/);
  expect(await metrics.count()).toBe(4);
  expect(await rowsOf(/imperfect sensors and actuator/).count()).toBe(8);

  const plot = results.getByRole('img');
  const spoken = await plot.getAttribute('aria-label');
  expect(spoken).toMatch(/^Peak roof displacement, cm, M8\.4 @ 150 kN\..*Smallest possible/);
  const lqr = metrics.filter({ hasText: 'LQR' }).locator('td').first();
  const [shown] = ((await lqr.textContent()) ?? '').trim().split(/\s/);
  expect(spoken).toContain(`LQR, full state ${shown},`);

  await results.getByLabel('Plotted').selectOption('RMS force');
  await results.getByLabel('Earthquakes').selectOption('M5.7 @ 150 kN');
  await expect.poll(() => plot.getAttribute('aria-label')).toMatch(/^RMS force, kN, M5\.7 @ 150 kN\./);
  expect(await plot.getAttribute('aria-label')).not.toContain('Smallest possible');
  expect(app.complaints).toEqual([]);

  // The zip remembers: another session evaluates nothing anew.
  await app.openView('Train');
  await app.page.reload();
  await app.waitForButton(/./);
  await app.primary.click();
  await app.openView('Results');
  await expect.poll(() => peaks.count()).toBe(8);
  await context.close();
  profile.remove();
});

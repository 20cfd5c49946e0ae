import { expect, test } from 'vitest';
import { AppPage, launchForTest } from '../../support/appPage';

test('the v9 preset does an iteration of stage 1 on wasm, and an interrupt ends the next one within it', async () => {
  const context = await launchForTest({ history: 'visited' });
  const app = await AppPage.open(context, '#preset=v9');
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForLine('STAGE 1/4: M4.5 @ 50kN');
  const values = app.page.getByTestId('log-values');
  await expect.poll(() => values.innerText(), { timeout: 300_000 }).toMatch(/total_timesteps\s+8,192/);
  const text = await values.innerText();
  for (const key of [
    'ep_rew_mean',
    'approx_kl',
    'value_loss',
    'policy_gradient_loss',
    'entropy_loss',
    'std',
  ]) {
    const value = new RegExp(String.raw`\b${key}\s+(\S+)`).exec(text)?.[1].replaceAll(',', '');
    expect(Number.isFinite(Number(value)), `${key} is ${value}`).toBe(true);
  }
  expect(text).toMatch(/\bn_updates\s+10\b/);
  await app.primary.click();
  await app.waitForButton(/^Start training/);
  await app.waitForLine('Emergency checkpoint saved: models/rl_v9_advanced/stage1_INTERRUPTED_50kN.zip');
  expect(app.complaints).toEqual([]);
}, 400_000);

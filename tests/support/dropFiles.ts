import type { Page } from 'playwright';

/** Drops files and folders of this machine on the page, as a hand does: the browser itself makes what the page is given. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 200, data });
  }
  await session.detach();
}

import type { Page } from 'playwright';

/** Changes one byte of a stored file, as bad memory or a bad disk would. */
export async function corruptFile(page: Page, path: string): Promise<void> {
  await page.evaluate(async (target) => {
    const settled = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('request failed'));
      });
    const database = await settled(indexedDB.open('tmd-lab'));
    const store = database.transaction('files', 'readwrite').objectStore('files');
    const bytes = (await settled(store.get(['content', target]))) as Uint8Array;
    bytes[bytes.length >> 1] ^= 1;
    await settled(store.put(bytes, ['content', target]));
    database.close();
  }, path);
}

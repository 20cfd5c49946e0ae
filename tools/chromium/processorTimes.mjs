/**
 * Processor time of the main thread's tasks while `action` runs, ms, longest first: the browser's trace counts it, so a
 * busy machine does not stretch it as it does the clock.
 *
 * @param {import('playwright').Browser} browser
 * @param {import('playwright').Page} page
 * @param {() => Promise<unknown>} action
 * @returns {Promise<number[]>}
 */
export async function processorTimes(browser, page, action) {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await action();
  /** @type {{ traceEvents: { ph: string; name: string; pid: number; tid: number; tdur?: number; args: { name?: string } }[] }} */
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  return traceEvents
    .filter(
      ({ ph, name, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && threads.includes(`${pid} ${tid}`),
    )
    .map(({ tdur = 0 }) => tdur / 1000)
    .filter((time) => time > 0)
    .sort((a, b) => b - a);
}

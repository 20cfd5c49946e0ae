import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import type { ForeignHost } from '../support/foreignHost';
import { startForeignHost } from '../support/foreignHost';
import type { StaticHost } from '../support/staticHost';
import { hostForTest } from '../support/staticHost';

/**
 * Fault: code that came into the page or a worker, by whatever way, makes more code of text, or tells another host what it has
 * found. Each way is tried by code of the page's own origin, in the page and in each of its workers.
 */

/** Ways that page and workers have. */
const EVERYWHERE = ['fetch', 'xhr', 'socket', 'events', 'import', 'worker'] as const;
/** Ways that a document has besides. */
const DOCUMENT = ['image', 'beacon', 'script', 'style', 'frame', 'audio'] as const;

/** @param host with a slash at its end */
const attempts = (host: string) => `{
  const isPage = typeof document !== 'undefined';
  const place = isPage ? 'page' : 'worker';
  const at = (way) => ${JSON.stringify(host)} + place + '-' + way;
  const element = (tag, fields) => document.head.append(Object.assign(document.createElement(tag), fields));
  const blob = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const ways = {
    fetch: () => fetch(at('fetch'), { mode: 'no-cors' }),
    xhr: () => { const request = new XMLHttpRequest(); request.open('GET', at('xhr')); request.send(); },
    socket: () => new WebSocket(at('socket').replace('http', 'ws')),
    events: () => new EventSource(at('events')),
    import: () => import(at('import')),
    // A worker of another origin is refused by the browser; one of text could ask in its stead.
    worker: () => new Worker(blob('fetch(' + JSON.stringify(at('worker')) + ', { mode: "no-cors" })')),
  };
  if (isPage) Object.assign(ways, {
    image: () => { new Image().src = at('image'); },
    beacon: () => navigator.sendBeacon(at('beacon')),
    script: () => element('script', { src: at('script') }),
    style: () => element('link', { rel: 'stylesheet', href: at('style') }),
    frame: () => element('iframe', { src: at('frame') }),
    audio: () => { new Audio(at('audio')).load(); },
  });
  const texts = {
    eval: () => (0, eval)('1'),
    Function: () => new Function('return 1')(),
    timer: () => new Promise((resolve, reject) => {
      globalThis.ticked = resolve;
      setTimeout('globalThis.ticked()');
      setTimeout(reject, 500);
    }),
  };
  if (isPage) texts.inline = () => {
    element('script', { textContent: 'globalThis.intruder = true' });
    if (!globalThis.intruder) throw new Error('It did not run.');
  };
  const run = async () => {
    const worked = [];
    for (const [name, attempt] of Object.entries(texts)) {
      try { await attempt(); worked.push(name); } catch {}
    }
    for (const attempt of Object.values(ways)) {
      try { await Promise.race([attempt(), new Promise((resolve) => setTimeout(resolve, 500))]); } catch {}
    }
    new BroadcastChannel('attempts').postMessage({ place, url: import.meta.url, worked });
  };
  void run();
}`;

interface Told {
  readonly place: 'page' | 'worker';
  readonly url: string;
  /** What code of text has run. */
  readonly worked: readonly string[];
}

async function hearAttempts(page: Page): Promise<() => Promise<readonly Told[]>> {
  await page.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    new BroadcastChannel('attempts').addEventListener('message', ({ data }) => heard.push(data));
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: Told[] }).heard);
}

const expected = (place: Told['place']) =>
  [...EVERYWHERE, ...(place === 'page' ? DOCUMENT : [])].map((way) => `${place}-${way}`).sort();

let context: BrowserContext;
let foreign: ForeignHost;

beforeEach(async () => {
  context = await launchForTest();
  foreign = await startForeignHost();
  onTestFinished(() => foreign.stop());
});

async function startHost(sendsHeaders: boolean): Promise<StaticHost> {
  const host = await hostForTest({ folders: [''], sendsHeaders });
  return host;
}

/** The page's script and each worker's make their attempts once all of their own code has run. */
function attemptInApp({ directory }: StaticHost): void {
  const assets = join(directory, 'assets');
  for (const name of readdirSync(assets).filter((file) => /^(index|worker)-.*\.js$/.test(file))) {
    appendFileSync(join(assets, name), `\n${attempts(foreign.origin)}`);
  }
}

test('the fault is real: without a policy every way is open, in a page and in a worker', async () => {
  const host = await startHost(false);
  // Files of the host: a browser tells by where a page came from whether it may ask this machine at all.
  writeFileSync(
    join(host.directory, 'plain.html'),
    '<!doctype html><script type="module" src="plain.js"></script>',
  );
  writeFileSync(join(host.directory, 'plain.js'), attempts(foreign.origin));
  const page = await context.newPage();
  const told = await hearAttempts(page);
  await page.goto(`${host.origin}plain.html`);
  await page.evaluate(() => void new Worker('plain.js', { type: 'module' }));
  await expect.poll(async () => (await told()).length).toBe(2);
  const worked = new Map((await told()).map((one) => [one.place, one.worked]));
  expect(worked.get('page')).toEqual(['eval', 'Function', 'timer', 'inline']);
  expect(worked.get('worker')).toEqual(['eval', 'Function', 'timer']);
  await expect
    .poll(() => [...foreign.asked].sort())
    .toEqual([...expected('page'), ...expected('worker')].sort());
});

describe.each([
  { host: 'a host with our headers', sendsHeaders: true, open: [] as readonly string[] },
  // `import()` is a part of the language; a worker's policy for it comes with the headers that the service worker adds.
  { host: 'a host without headers', sendsHeaders: false, open: ['worker-import'] },
])('on $host', ({ sendsHeaders, open }) => {
  test('no code of text runs and nothing goes out, in the first visit and the second', async () => {
    const host = await startHost(sendsHeaders);
    attemptInApp(host);
    const page = await context.newPage();
    const told = await hearAttempts(page);
    const expectNoText = async () => {
      await expect.poll(async () => (await told()).some(({ place }) => place === 'page')).toBe(true);
      await expect.poll(async () => (await told()).some(({ place }) => place === 'worker')).toBe(true);
      const all = await told();
      expect(all.map(({ worked }) => worked)).toEqual(all.map(() => []));
    };
    await page.goto(`${host.origin}${SMOKE}`);
    await expectNoText();
    expect([...foreign.asked]).toEqual(open);

    // From the second visit on, the service worker gives every file its headers.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    foreign.asked.clear();
    await page.reload();
    await expectNoText();
    expect([...foreign.asked]).toEqual([]);
  });
});

test.each(['wasm', 'webgpu', 'cpu'] as const)(
  'a session asks its own host for its own files, and no other for anything: %s',
  async (device) => {
    const host = await startHost(true);
    const requests: string[] = [];
    context.on('request', (request) => requests.push(request.url()));
    const app = await AppPage.open(context, SMOKE, { url: host.origin });
    await app.chooseDevice(device);
    await app.primary.click();
    await app.waitForLine('TRAINING COMPLETE');
    for (const view of await app.page.getByRole('tab').allInnerTexts()) await app.openView(view);
    const [foreignOnes, own] = [false, true].map((isOwn) =>
      requests.filter(
        (url) => url.startsWith(host.origin) === isOwn && !url.startsWith(`blob:${host.origin}`),
      ),
    );
    expect(foreignOnes).toEqual([]);
    expect(own.length).toBeGreaterThan(10);
    // Nothing is told to the own host either: files are asked for by name, without a word.
    const told = own.filter((url) => new URL(url).search !== '' && !/[?&](v|__WB_REVISION__)=/.test(url));
    expect(told).toEqual([]);
    console.log(
      `${device}: ${own.length} requests\n${own.map((url) => url.slice(host.origin.length - 1)).join('\n')}`,
    );
    expect(app.complaints).toEqual([]);
  },
);

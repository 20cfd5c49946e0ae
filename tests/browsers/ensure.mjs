// Finds Firefox, WebKitGTK and Chromium for `npm run test:browsers`, or installs them from Debian's packages, saying so.
// Ends with an error where neither Firefox nor WebKitGTK can be had, or no Chromium to compare them with; the tests of one
// that is missing are skipped by name.
import { spawnSync } from 'node:child_process';
import { findFirefox, missingForWebkit } from './find.mjs';
import { findChromium } from '../../tools/chromium/chromium.mjs';

const FIREFOX = ['firefox-esr'];
const WEBKIT = ['python3-gi-cairo', 'gir1.2-webkit2-4.1', 'xvfb'];

/** @param {string} command */
const succeeds = (command) =>
  spawnSync('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

/** @param {string[]} packages */
function install(packages) {
  if (!succeeds('command -v apt-get')) return;
  const sudo = process.getuid?.() === 0 ? '' : 'sudo -n ';
  if (sudo && !succeeds('command -v sudo')) return;
  console.log(`Installing ${packages.join(', ')} for the tests in other browsers.`);
  const environment = 'env DEBIAN_FRONTEND=noninteractive';
  if (!succeeds(`${sudo}apt-get update -q`)) return;
  succeeds(`${sudo}${environment} apt-get install -y -q --no-install-recommends ${packages.join(' ')}`);
}

const wanted = [
  ...(findFirefox() ? [] : FIREFOX),
  ...(missingForWebkit() ? WEBKIT : []),
  ...(findChromium() ? [] : ['chromium']),
];
if (wanted.length > 0) install(wanted);

const firefox = findFirefox();
const webkit = missingForWebkit();
console.log(`Firefox: ${firefox ?? 'none: its tests are skipped'}`);
console.log(`WebKitGTK: ${webkit ? `none, ${webkit}; its tests are skipped` : 'here'}`);
if (!findChromium()) {
  console.log('Chromium: none, and the others are compared with it.');
  process.exit(1);
}
if (!firefox && webkit) process.exit(1);

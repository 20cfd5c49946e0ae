// Finds a Chromium for tests, benchmarks and pictures, or installs one through the system's package manager, saying so.
import { spawnSync } from 'node:child_process';
import { findChromium } from './chromium.mjs';

/** Package managers that carry Chromium, with the commands that install it. */
const INSTALLERS = [
  { tool: 'apt-get', commands: ['apt-get update -q', 'apt-get install -y -q chromium'] },
  { tool: 'dnf', commands: ['dnf install -y chromium'] },
  { tool: 'apk', commands: ['apk add chromium'] },
  { tool: 'pacman', commands: ['pacman -Sy --noconfirm chromium'] },
  { tool: 'brew', commands: ['brew install --cask chromium'] },
];

const HELP = 'Install Chromium or Chrome by hand, or set CHROMIUM_PATH to one, and try again.';

/** @param {string} command */
function run(command) {
  return spawnSync('sh', ['-c', command], { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** @param {string} tool */
function exists(tool) {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
}

function install() {
  const installer = INSTALLERS.find(({ tool }) => exists(tool));
  if (!installer) return false;
  const needsSudo = installer.tool !== 'brew' && process.getuid?.() !== 0;
  if (needsSudo && !exists('sudo')) return false;
  console.log(`No Chromium found: installing one with ${installer.tool}.`);
  return installer.commands.every((command) => run(needsSudo ? `sudo -n ${command}` : command));
}

if (process.env.CHROMIUM_PATH && !findChromium()) {
  console.error(`CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which does not exist. ${HELP}`);
  process.exit(1);
}
if (!findChromium() && !(install() && findChromium())) {
  console.error(`This needs a Chromium and none could be installed. ${HELP}`);
  process.exit(1);
}
console.log(`The browser is ${findChromium()}`);

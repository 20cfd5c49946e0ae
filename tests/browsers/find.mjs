import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} tool */
const onPath = (tool) => {
  const found = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : null;
};

/**
 * The Firefox to test with: `FIREFOX_PATH` if set, else the first one on the path.
 *
 * @returns {string | null}
 */
export function findFirefox() {
  const chosen = process.env.FIREFOX_PATH;
  if (chosen) return existsSync(chosen) ? chosen : null;
  return onPath('firefox-esr') ?? onPath('firefox');
}

/** Python with WebKitGTK's bindings is the system's: another on the path does not see its packages. */
export const WEBKIT_PYTHON = '/usr/bin/python3';
export const WEBKIT_SHELL = join(import.meta.dirname, 'drivers/webkitShell.py');

/**
 * What is missing of WebKitGTK, its Python bindings and a display; null where nothing is.
 *
 * @returns {string | null}
 */
export function missingForWebkit() {
  const imports =
    "import gi; gi.require_foreign('cairo'); gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2";
  if (spawnSync(WEBKIT_PYTHON, ['-c', imports]).status !== 0) {
    return `${WEBKIT_PYTHON} has no WebKitGTK: install python3-gi-cairo and gir1.2-webkit2-4.1`;
  }
  if (!onPath('Xvfb')) return 'there is no Xvfb';
  return onPath('stdbuf') ? null : 'there is no stdbuf';
}

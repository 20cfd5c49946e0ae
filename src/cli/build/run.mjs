import { pathToFileURL } from 'node:url';
import { buildCommandLine } from './build.mjs';

const main = await load();
// Not left to the end of all work: a GPU would keep the process alive.
process.exit(await main(process.argv.slice(2)));

async function load() {
  try {
    return (await import(pathToFileURL(await buildCommandLine()).href)).main;
  } catch (error) {
    const reason = whyNot(error);
    if (reason === null) throw error;
    process.stderr.write(`${reason}\nNothing was started.\n`);
    process.exit(1);
  }
}

/** @returns {string | null} in words, for what happens to people */
function whyNot({ code, message, syscall }) {
  if (code === 'ERR_MODULE_NOT_FOUND') return 'The packages are not installed. Run npm ci first.';
  if (!syscall) return null;
  return `The trainer cannot be built (${message}). Start it once where its folder may be written to, as with --version.`;
}

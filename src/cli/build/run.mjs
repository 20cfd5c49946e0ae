import { pathToFileURL } from 'node:url';
import { buildCommandLine } from './build.mjs';

const { main } = await import(pathToFileURL(await buildCommandLine()).href);
// Not left to the end of all work: a GPU would keep the process alive.
process.exit(await main(process.argv.slice(2)));

#!/usr/bin/env node
/** `npm run train -- --help`, or without npm, as batch systems prefer: `node bin/train.mjs --help`. */
import { pathToFileURL } from 'node:url';
import { buildCommandLine } from '../src/cli/build/build.mjs';

const { main } = await import(pathToFileURL(await buildCommandLine()).href);
// Not left to the end of all work: a GPU would keep the process alive.
process.exit(await main(process.argv.slice(2)));

#!/usr/bin/env node
/** `npm run train -- --help`, or without npm, as batch systems prefer: `node bin/train.mjs --help`. */
import './requireNode.cjs';

// Not before that: an older Node.js could not even read it.
import('../src/cli/build/run.mjs');

import { parseArgs } from 'node:util';
import type { RunSettings } from '../../src/curriculum/settings';
import type { ContenderName, Runtime } from './roster';
import { CONTENDERS, defaultContenders, RUNTIMES } from './roster';
import { settingsOf } from './stages';

export interface Options {
  readonly runtime: Runtime;
  /** What is trained. */
  readonly settings: RunSettings;
  readonly contenders: readonly ContenderName[];
  readonly repeats: number;
  /** Seconds that a repeat may take. */
  readonly seconds: number;
  /** File that gets every timing. */
  readonly json: string | null;
  readonly markdown: boolean;
  /** Whether packages of peers that are missing may be fetched. */
  readonly mayInstall: boolean;
}

export const USAGE = `npm run bench -- [options]

  --preset NAME           what is trained (default v9)
  --runtime browser|dawn  a real Chromium (default), or Node.js with the npm package "webgpu"
  --engines A,B,...       of ${CONTENDERS.join(', ')}
                          (default: all that the machine can run)
  --installed             fetches nothing: peers whose packages are not here are left out
  --repeats N             iterations timed of each stage (default 5)
  --quick                 3 repeats, on smaller parts of the iterations: for a first look
  --json FILE             writes every timing
  --markdown              prints the table as docs/benchmarks.md holds it`;

/** @throws TypeError for options that do not exist or make no sense */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      preset: { type: 'string', default: 'v9' },
      runtime: { type: 'string', default: 'browser' },
      engines: { type: 'string' },
      repeats: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      installed: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const repeats = Number(values.repeats ?? (values.quick ? 3 : 5));
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new TypeError('--repeats takes a whole number from 1.');
  return {
    settings: settingsOf(values.preset),
    runtime: oneOf(RUNTIMES, values.runtime, '--runtime'),
    contenders:
      values.engines?.split(',').map((name) => oneOf(CONTENDERS, name, '--engines')) ?? defaultContenders(),
    repeats,
    seconds: values.quick ? 2 : 10,
    json: values.json ?? null,
    mayInstall: !values.installed,
    markdown: values.markdown,
  };
}

function oneOf<Name extends string>(names: readonly Name[], value: string, option: string): Name {
  const found = names.find((name) => name === value);
  if (!found) throw new TypeError(`${option} takes ${names.join(', ')}; not "${value}".`);
  return found;
}

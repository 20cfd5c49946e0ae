import { parseArgs } from 'node:util';
import { assignFields } from '../curriculum/assignFields';
import { formatBuilding } from '../curriculum/buildingText';
import { DEFAULT_PRESET, PRESETS } from '../curriculum/presets';
import { withBuilding } from '../curriculum/runBuilding';
import { parseSeedList, SEED_LIST_RULE, seedNamesProblem } from '../curriculum/seedList';
import type { RunSettings } from '../curriculum/settings';
import { parseSettingsLink } from '../curriculum/settingsLink';
import { validateSettings } from '../curriculum/validateSettings';
import type { CommandLineEngine } from '../ppo/engines/names';
import { COMMAND_LINE_ENGINES } from '../ppo/engines/names';
import { readBuilding } from './buildingFile';
import { DEFAULT_RUN_DIRECTORY, UsageError } from './usage';
import { messageOf } from '../errors/problem';

export interface TrainOptions {
  readonly settings: RunSettings;
  /** The directory that stands for the default run's. */
  readonly directory: string;
  /** The directory that stands for the default run's where logs are concerned; null: the same. */
  readonly logDirectory: string | null;
  /** A folder with the user's own records; null: none is given. */
  readonly records: string | null;
  /** `automatic`: the fastest; null: nobody said. Both go on with the engine that the run began with. */
  readonly engine: WantedEngine;
  /** Null: as many as are measured fastest. */
  readonly threads: number | null;
  /** A file, `latest`, or null: by the resume rules. */
  readonly continueFrom: string | null;
  readonly fresh: boolean;
  /** Nothing is trained: evaluations of an older version are made anew. */
  readonly evaluateAgain: boolean;
  /** Nobody needs to be asked. */
  readonly yes: boolean;
  readonly quiet: boolean;
  /** Iterations from one table to the next; 0: no tables. */
  readonly logInterval: number;
}

export type WantedEngine = CommandLineEngine | 'automatic' | null;

/** Runs that differ in nothing but the seed, and in their names. */
export interface SeriesOptions extends TrainOptions {
  readonly seeds: readonly number[];
  /** Of the command line, without its seeds: what each of the runs is trained with by itself. */
  readonly words: readonly string[];
}

export type CommandLine =
  | { readonly command: 'train'; readonly options: TrainOptions }
  | { readonly command: 'trainSeries'; readonly options: SeriesOptions }
  | { readonly command: 'showSettings'; readonly settings: RunSettings }
  | { readonly command: 'help' }
  | { readonly command: 'version' };

export const OPTIONS = {
  preset: { type: 'string' },
  settings: { type: 'string' },
  set: { type: 'string', multiple: true },
  seed: { type: 'string' },
  seeds: { type: 'string' },
  'show-settings': { type: 'boolean' },
  'run-dir': { type: 'string' },
  'model-dir': { type: 'string' },
  'log-dir': { type: 'string' },
  'run-name': { type: 'string' },
  building: { type: 'string' },
  records: { type: 'string' },
  engine: { type: 'string' },
  threads: { type: 'string' },
  continue: { type: 'string' },
  fresh: { type: 'boolean' },
  'evaluate-again': { type: 'boolean' },
  yes: { type: 'boolean' },
  'log-interval': { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

type Parsed = ReturnType<typeof parseWords>;
type Values = Parsed['values'];

const MAX_THREADS = 64;

/**
 * @param words what follows the program's name
 * @throws UsageError
 */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const { values } = parseWords(words);
  if (values.help) return { command: 'help' };
  if (values.version) return { command: 'version' };
  const settings = settingsOf(values);
  if (values['show-settings']) return { command: 'showSettings', settings };
  const engine = engineOf(values.engine);
  const threads = integerOf('threads', values.threads, 1, MAX_THREADS);
  if (threads !== null && (engine === 'webgpu' || engine === 'tfjs'))
    throw new UsageError('--threads is for the wasm engine.');
  if (values.fresh && values.continue)
    throw new UsageError('--fresh deletes what --continue would go on from.');
  if (values['evaluate-again'] && (values.fresh || values.continue))
    throw new UsageError('--evaluate-again trains nothing: it goes with neither --fresh nor --continue.');
  const options: TrainOptions = {
    settings,
    directory: directoryOf(values),
    logDirectory: values['log-dir'] || null,
    records: values.records ?? null,
    engine,
    threads,
    continueFrom: values.continue ?? null,
    fresh: values.fresh ?? false,
    evaluateAgain: values['evaluate-again'] ?? false,
    yes: values.yes ?? false,
    quiet: values.quiet ?? false,
    logInterval: integerOf('log-interval', values['log-interval'], 0, Number.MAX_SAFE_INTEGER) ?? 1,
  };
  if (values.seeds === undefined) return { command: 'train', options };
  const seeds = seedsOf(values.seeds, values, options);
  return { command: 'trainSeries', options: { ...options, seeds, words: withoutOption(words, 'seeds') } };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, tokens: true });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** @throws UsageError where the list is none, or something is asked of one run that has to differ from run to run */
function seedsOf(text: string, values: Values, { settings, ...options }: TrainOptions): readonly number[] {
  const seeds = parseSeedList(text);
  if (!seeds) throw new UsageError(`--seeds is "${text}"; it must be ${SEED_LIST_RULE}.`);
  const isSet = values.set?.some((assignment) => parseAssignment(assignment)[0] === 'seed') ?? false;
  if (values.seed !== undefined || isSet) throw new UsageError('--seeds says all seeds; leave --seed out.');
  const problem = seedNamesProblem(settings.run, seeds);
  if (problem !== null) throw new UsageError(problem);
  if (options.continueFrom !== null && options.continueFrom !== 'latest') {
    throw new UsageError(
      'A file belongs to one run; with --seeds, only --continue latest goes on from them.',
    );
  }
  if (options.fresh && !options.yes) {
    throw new UsageError('--fresh asks for one run at a time; with --seeds, agree with --yes.');
  }
  return seeds;
}

/** A command line without one of its options. */
export function withoutOption(words: readonly string[], name: keyof typeof OPTIONS): readonly string[] {
  const { tokens } = parseWords(words);
  return tokens.filter((token) => !(token.kind === 'option' && token.name === name)).flatMap(wordOf);
}

/** A word that is parsed to the same again. */
function wordOf(token: Parsed['tokens'][number]): string[] {
  if (token.kind !== 'option') return [];
  return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
}

/** The preset or the link, then what is set one by one. A batch job should not train with half of what was asked. */
function settingsOf(values: Values): RunSettings {
  const texts = new Map(values.set?.map(parseAssignment));
  if (values.seed !== undefined) texts.set('seed', values.seed);
  if (values['run-name'] !== undefined) texts.set('run', values['run-name']);
  // First: a link may name it by its digest.
  const building = values.building === undefined ? null : readBuilding(values.building);
  if (building) formatBuilding(building);
  const { settings: assigned, problems } = assignFields(startingSettings(values), texts);
  const settings = building ? withBuilding(assigned, building) : assigned;
  const messages = problems.map((problem) => {
    const { path, text } = problem;
    switch (problem.kind) {
      case 'invalid':
        return `${path} is "${text}"; it must be ${problem.expectation}.`;
      case 'inapplicable':
        return `${path} has no effect with the other settings.`;
      case 'unknown':
        return `${path} is not a setting; --show-settings lists them.`;
    }
  });
  messages.push(...validateSettings(settings).map(({ message }) => message));
  if (messages.length > 0) throw new UsageError(messages.join('\n'));
  return settings;
}

function startingSettings({ preset, settings: link }: Values): RunSettings {
  if (link === undefined) return presetOf(preset ?? DEFAULT_PRESET);
  if (preset !== undefined)
    throw new UsageError('The link of --settings names its preset; leave --preset out.');
  const { settings, problems } = parseSettingsLink(link.slice(link.indexOf('#') + 1), 'cannot be used');
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return settings;
}

function presetOf(name: string): RunSettings {
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name];
  throw new UsageError(`There is no preset "${name}", only ${Object.keys(PRESETS).join(', ')}.`);
}

function parseAssignment(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--set takes PATH=VALUE, not "${text}".`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** The original's script has `--model-dir`. */
function directoryOf(values: Values): string {
  const [runDirectory, modelDirectory] = [values['run-dir'], values['model-dir']];
  if (runDirectory && modelDirectory && runDirectory !== modelDirectory) {
    throw new UsageError('--run-dir and --model-dir are the same option; leave one of them out.');
  }
  return runDirectory || modelDirectory || DEFAULT_RUN_DIRECTORY;
}

function engineOf(text: string | undefined): WantedEngine {
  if (text === undefined) return null;
  const names = [...COMMAND_LINE_ENGINES, 'automatic'] as const;
  const engine = names.find((name) => name === text);
  if (!engine) throw new UsageError(`There is no engine "${text}", only ${names.join(', ')}.`);
  return engine;
}

function integerOf(option: string, text: string | undefined, min: number, max: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`--${option} is "${text}"; it must be a whole number from ${min} to ${max}.`);
}

import { expectation, formatValue, isValid, parseValue } from './fieldKind';
import { FIELDS } from './fields';
import { DEFAULT_PRESET, PRESETS } from './presets';
import type { RunSettings } from './settings';

/** What a link says. */
export interface SettingsLink {
  /** Each field is in its range; `validateSettings` tells whether they go together. */
  readonly settings: RunSettings;
  /** What was ignored and why, one sentence each. */
  readonly problems: readonly string[];
}

/** Text of a link that a message repeats, at most. */
const QUOTED_LENGTH = 40;

/**
 * The settings as the hash of a URL, for instance `#preset=v9&seed=3&stage3.n_steps=4096`: the preset and what differs
 * from it.
 */
export function formatSettingsLink(settings: RunSettings): string {
  const name = isPreset(settings.preset) ? settings.preset : DEFAULT_PRESET;
  const preset = PRESETS[name];
  const changes = FIELDS.flatMap(({ path, get }) => {
    const value = get(settings);
    const usual = get(preset);
    if (value === undefined || (usual !== undefined && formatValue(value) === formatValue(usual))) return [];
    return [`${path}=${encode(formatValue(value))}`];
  });
  return `#${[`preset=${name}`, ...changes].join('&')}`;
}

/** Reads the hash of a URL. It never throws: what it cannot use, it reports and leaves as the preset has it. */
export function parseSettingsLink(hash: string): SettingsLink {
  const problems: string[] = [];
  // In forms a plus sign stands for a space; in a link that someone typed, 1e+3 is a number.
  const parameters = new Map(new URLSearchParams(hash.replace(/^#/, '').replaceAll('+', '%2B')));
  const preset = parameters.get('preset') ?? DEFAULT_PRESET;
  parameters.delete('preset');
  if (!isPreset(preset)) {
    problems.push(
      `The link's preset ${quote(preset)} is unknown and was ignored; there are ${Object.keys(PRESETS).join(', ')}.`,
    );
  }

  let settings = PRESETS[isPreset(preset) ? preset : DEFAULT_PRESET];
  // In the fields' order, not the link's: a schedule's shape decides which other fields it has.
  for (const field of FIELDS) {
    const text = parameters.get(field.path);
    if (text === undefined) continue;
    parameters.delete(field.path);
    const value = parseValue(field.kind, text);
    if (value === undefined || !isValid(field.kind, value)) {
      problems.push(
        `The link's ${field.path}=${quote(text)} was ignored: it must be ${expectation(field.kind)}.`,
      );
    } else if (field.get(settings) === undefined) {
      problems.push(`The link's ${field.path} was ignored: with the other settings it has no effect.`);
    } else {
      settings = field.set(settings, value);
    }
  }

  for (const path of parameters.keys()) {
    problems.push(`The link sets ${quote(path)}, which is not a setting; it was ignored.`);
  }
  return { settings, problems };
}

function isPreset(name: string): boolean {
  return Object.hasOwn(PRESETS, name);
}

/** Encoded for a URL's hash, where these three may stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(2C|3A|40)/g, decodeURIComponent);
}

function quote(text: string): string {
  const isLong = text.length > QUOTED_LENGTH;
  return `"${isLong ? `${text.slice(0, QUOTED_LENGTH)}...` : text}"`;
}

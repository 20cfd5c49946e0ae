import type { AssignmentProblem } from './assignFields';
import { assignFields } from './assignFields';
import { isByDigest } from './buildingText';
import { formatValue } from './fieldKind';
import { FIELDS } from './fields';
import { DEFAULT_PRESET, PRESETS } from './presets';
import type { RecordUse, RunRecords } from './recordUse';
import type { RunSettings } from './settings';

/** What a link says. */
export interface SettingsLink {
  /** Each field is in its range; `validateSettings` tells whether they go together. */
  readonly settings: RunSettings;
  /** What of it is not in the settings and why, one sentence each. */
  readonly problems: readonly string[];
}

/** Characters that a link may have: only hundreds of records with long names would make a longer one. */
export const MAX_LINK_LENGTH = 64 * 1024;
/** Characters of a record's name where the link would be longer with the whole names. The digest finds the record. */
const SHORT_NAME = 4;
/** Text of a link that a message repeats, at most. */
const QUOTED_LENGTH = 40;
/** Names of unknown settings that a message repeats, at most. */
const LISTED = 3;

/**
 * The settings as the hash of a URL, for instance `#preset=v9&seed=3&stage3.n_steps=4096`: the preset and what differs
 * from it. It is never longer than `parseSettingsLink` reads: where hundreds of records have long names, those are cut.
 */
export function formatSettingsLink(settings: RunSettings): string {
  const link = linkOf(settings);
  return link.length <= MAX_LINK_LENGTH ? link : linkOf(withShortNames(settings));
}

function linkOf(settings: RunSettings): string {
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

function withShortNames(settings: RunSettings): RunSettings {
  const short = ({ name, ...use }: RecordUse) => ({
    ...use,
    // By whole characters, and without what a name may not end with.
    name: [...name]
      .slice(0, SHORT_NAME)
      .join('')
      .replace(/[ .]+$/, ''),
  });
  const records = settings.records.map(({ training, held_out }) => ({
    training: training.map(short),
    held_out: held_out.map(short),
  }));
  return { ...settings, records: records as unknown as RunRecords };
}

/**
 * Reads the hash of a URL. It never throws: what it cannot use, it reports and leaves as the preset has it.
 *
 * @param verdict what the caller makes of such a thing, for the sentences: the page goes on, a batch job does not
 */
export function parseSettingsLink(
  hash: string,
  verdict: 'was ignored' | 'cannot be used' = 'was ignored',
): SettingsLink {
  if (hash.length > MAX_LINK_LENGTH) {
    const problem = `The link has ${hash.length} characters, more than any settings need; it ${verdict}.`;
    return { settings: PRESETS[DEFAULT_PRESET], problems: [problem] };
  }
  const problems: string[] = [];
  // In forms a plus sign stands for a space; in a link that someone typed, 1e+3 is a number.
  const parameters = new Map(new URLSearchParams(hash.replace(/^#/, '').replaceAll('+', '%2B')));
  const preset = parameters.get('preset') ?? DEFAULT_PRESET;
  parameters.delete('preset');
  if (!isPreset(preset)) {
    problems.push(
      `The link's preset ${quote(preset)} is unknown and ${verdict}; there are ${Object.keys(PRESETS).join(', ')}.`,
    );
  }

  const start = PRESETS[isPreset(preset) ? preset : DEFAULT_PRESET];
  const { settings, problems: ignored } = assignFields(start, parameters);
  const unknown = ignored.filter(({ kind }) => kind === 'unknown');
  const known = ignored.filter(({ kind }) => kind !== 'unknown' || unknown.length === 1);
  problems.push(...known.map((problem) => describe(problem, verdict)));
  if (unknown.length > 1) problems.push(describeUnknown(unknown, verdict));
  return { settings, problems };
}

function describe(problem: AssignmentProblem, verdict: string): string {
  const { path, text } = problem;
  switch (problem.kind) {
    case 'invalid':
      if (isByDigest(text)) {
        return `The link's building ${text} ${verdict}: it is too long for a link, and its file was not opened here.`;
      }
      return `The link's ${path}=${quote(text)} ${verdict}: it must be ${problem.expectation}.`;
    case 'inapplicable':
      return `The link's ${path} ${verdict}: with the other settings it has no effect.`;
    case 'unknown':
      return `The link sets ${quote(path)}, which is not a setting; it ${verdict}.`;
  }
}

/** All in one sentence: a link may have thousands. */
function describeUnknown(problems: readonly AssignmentProblem[], verdict: string): string {
  const some = problems.slice(0, LISTED).map(({ path }) => quote(path));
  const verb = verdict === 'was ignored' ? 'were ignored' : verdict;
  const more = problems.length > LISTED ? `, among them ${some.join(', ')}` : `: ${some.join(', ')}`;
  return `The link sets ${problems.length} things that are not settings and ${verb}${more}.`;
}

/** Whether two runs are trained alike: they differ at most in the name. */
export function isSameButForName(a: RunSettings, b: RunSettings): boolean {
  const [one, other] = [a, b].map((settings) => formatSettingsLink({ ...settings, run: '' }));
  return one === other;
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

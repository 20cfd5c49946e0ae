import { DEFAULT_PRESET, PRESETS } from '../curriculum/presets';
import type { RunSettings } from '../curriculum/settings';
import { formatSettingsLink } from '../curriculum/settingsLink';
import { validateSettings } from '../curriculum/validateSettings';
import { recall, remember } from '../platform/memory';
import { adoptKeptBuilding, forgetBuildingOf, keepBuilding, parseKeptLink } from './keptDesigns';
import { SETTINGS_KEY } from './keys';
import { forgetRunLink, rememberRunLink, runLinks } from './runLinks';

/**
 * The settings of the run, in the address bar: its link reproduces the set-up. Those of a run that the page leaves are
 * remembered, whichever way it is left.
 */
export class SettingsState {
  current: RunSettings = $state.raw(PRESETS[DEFAULT_PRESET]);
  /** What the link in the address bar got wrong. */
  problems: readonly string[] = $state.raw([]);
  readonly issues = $derived(validateSettings(this.current));

  /** Links of the runs that were left, or that wait for their first training, by name. */
  links: ReadonlyMap<string, string> = $state.raw(runLinks());

  /** Changes whenever all settings were replaced at once, by a preset, a link or another run. */
  replacements = $state(0);

  #isChosen = false;

  constructor() {
    adoptKeptBuilding();
    const last = recall(SETTINGS_KEY);
    this.#read(last ?? location.hash);
    // The run that an earlier visit was at is left for that of the link.
    if (last !== null && location.hash) this.readLink();
  }

  readLink(): void {
    const before = this.current;
    this.#read(location.hash || (recall(SETTINGS_KEY) ?? ''));
    this.replacements++;
    this.#leave(before);
  }

  /** @param problems what is to be told of them */
  change(settings: RunSettings, problems: readonly string[] = []): void {
    const before = this.current;
    this.#isChosen = true;
    this.current = settings;
    this.problems = problems;
    history.replaceState(null, '', formatSettingsLink(settings));
    keepBuilding(settings.building);
    this.#leave(before);
    this.#keepForNextVisit();
  }

  /** They are trained: the next visit goes on with them, also where they came with a link and nobody changed them. */
  keepTrained(): void {
    if (this.#isChosen) this.#keepForNextVisit();
  }

  #keepForNextVisit(): void {
    const last = recall(SETTINGS_KEY);
    if (this.issues.length === 0) remember(SETTINGS_KEY, formatSettingsLink(this.current));
    forgetBuildingOf(last);
  }

  /** A run opens with these from now on. */
  remember(settings: RunSettings): void {
    const { run } = settings;
    const before = this.links.get(run);
    keepBuilding(settings.building);
    rememberRunLink(run, formatSettingsLink(settings));
    this.links = runLinks();
    forgetBuildingOf(before);
  }

  /** A run is gone. Call it once the page has left the run. */
  forget(run: string): void {
    const before = this.links.get(run);
    forgetRunLink(run);
    this.links = runLinks();
    forgetBuildingOf(before);
  }

  #read(link: string): void {
    this.#isChosen = link !== '';
    const { settings, problems } = parseKeptLink(link);
    this.current = settings;
    this.problems = problems;
  }

  #leave(before: RunSettings): void {
    if (before.run === this.current.run) return;
    this.replacements++;
    this.remember(before);
  }

  /** Whether they are from a link or were changed, in this visit or an earlier one. */
  get isChosen(): boolean {
    return this.#isChosen;
  }

  /** Another preset for the same run, its building and its own records. */
  choosePreset(name: string): void {
    const { run, records, building } = this.current;
    const preset = PRESETS[name] ?? PRESETS[DEFAULT_PRESET];
    this.change({ ...preset, run, records, ...(building && { building }) });
    this.replacements++;
  }

  /** What the settings were before anything was changed; the run keeps its name. */
  get preset(): RunSettings {
    return PRESETS[this.current.preset] ?? PRESETS[DEFAULT_PRESET];
  }

  get link(): string {
    return location.origin + location.pathname + formatSettingsLink(this.current);
  }
}

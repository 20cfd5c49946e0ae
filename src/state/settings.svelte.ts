import { DEFAULT_PRESET, PRESETS } from '../curriculum/presets';
import type { RunSettings } from '../curriculum/settings';
import { formatSettingsLink, parseSettingsLink } from '../curriculum/settingsLink';
import { validateSettings } from '../curriculum/validateSettings';
import { recall, remember } from '../platform/memory';
import { keepDesign, keptDesign } from './keptDesigns';

/** Where the last settings are kept, so that a visit without a link finds the run that it left. */
const KEY = 'tmd-lab.settings';

/** The settings of the run, in the address bar: its link reproduces the set-up. */
export class SettingsState {
  current: RunSettings = $state.raw(PRESETS[DEFAULT_PRESET]);
  /** What the link in the address bar got wrong. */
  problems: readonly string[] = $state.raw([]);
  readonly issues = $derived(validateSettings(this.current));

  #isChosen = false;

  constructor() {
    // The link may name it by its digest.
    keptDesign('run');
    this.readLink();
  }

  readLink(): void {
    const link = location.hash || (recall(KEY) ?? '');
    this.#isChosen = link !== '';
    const { settings, problems } = parseSettingsLink(link);
    this.current = settings;
    this.problems = problems;
  }

  change(settings: RunSettings): void {
    this.#isChosen = true;
    this.current = settings;
    this.problems = [];
    const link = formatSettingsLink(settings);
    history.replaceState(null, '', link);
    if (settings.building) keepDesign('run', settings.building);
    if (this.issues.length === 0) remember(KEY, link);
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
  }

  /** What the settings were before anything was changed; the run keeps its name. */
  get preset(): RunSettings {
    return PRESETS[this.current.preset] ?? PRESETS[DEFAULT_PRESET];
  }

  get link(): string {
    return location.origin + location.pathname + formatSettingsLink(this.current);
  }
}

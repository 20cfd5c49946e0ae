import { DEFAULT_PRESET, PRESETS } from '../curriculum/presets';
import type { RunSettings } from '../curriculum/settings';
import { formatSettingsLink, parseSettingsLink } from '../curriculum/settingsLink';
import { validateSettings } from '../curriculum/validateSettings';

/** Where the last settings are kept, so that a visit without a link finds the run that it left. */
const KEY = 'tmd-lab.settings';

/** The settings of the run, in the address bar: its link reproduces the set-up. */
export class SettingsState {
  current: RunSettings = $state.raw(PRESETS[DEFAULT_PRESET]);
  /** What the link in the address bar got wrong. */
  problems: readonly string[] = $state.raw([]);
  readonly issues = $derived(validateSettings(this.current));

  constructor() {
    this.readLink();
  }

  readLink(): void {
    const { settings, problems } = parseSettingsLink(location.hash || remembered());
    this.current = settings;
    this.problems = problems;
  }

  change(settings: RunSettings): void {
    this.current = settings;
    this.problems = [];
    const link = formatSettingsLink(settings);
    history.replaceState(null, '', link);
    if (this.issues.length === 0) remember(link);
  }

  /** Another preset for the same run. */
  choosePreset(name: string): void {
    this.change({ ...(PRESETS[name] ?? PRESETS[DEFAULT_PRESET]), run: this.current.run });
  }

  /** What the settings were before anything was changed; the run keeps its name. */
  get preset(): RunSettings {
    return PRESETS[this.current.preset] ?? PRESETS[DEFAULT_PRESET];
  }

  get link(): string {
    return location.origin + location.pathname + formatSettingsLink(this.current);
  }
}

function remembered(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function remember(link: string): void {
  try {
    localStorage.setItem(KEY, link);
  } catch {
    // Without localStorage the next visit begins with the default preset; nothing is lost by it.
  }
}

import type { SettingsState } from '../../state/settings.svelte';

/** Text in a field that is not yet a value of its kind. It is gone once the value changes, whatever has changed it. */
export class FieldDraft {
  readonly #settings: Pick<SettingsState, 'replacements'>;
  readonly #written: () => string;
  #typed: { readonly text: string; readonly written: string; readonly replacements: number } | null =
    $state.raw(null);

  readonly text: string | null = $derived.by(() => {
    const typed = this.#typed;
    const isOfNow = typed?.written === this.#written() && typed.replacements === this.#settings.replacements;
    return isOfNow ? typed.text : null;
  });

  /** @param written the value of the field as text */
  constructor(settings: Pick<SettingsState, 'replacements'>, written: () => string) {
    this.#settings = settings;
    this.#written = written;
  }

  /** @param text null: what was typed is a value */
  keep(text: string | null): void {
    const { replacements } = this.#settings;
    this.#typed = text === null ? null : { text, written: this.#written(), replacements };
  }
}

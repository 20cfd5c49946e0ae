import { SvelteMap } from 'svelte/reactivity';
import type { Validations, ValidatedRun } from '../evaluation/chosenRun';
import { byValidation } from '../evaluation/chosenRun';
import { leastByStage } from '../logging/leastByStage';
import { keepTexts, keptTexts } from './keptTexts';
import type { LogsState } from './logs.svelte';
import type { RunRow, RunsState } from './runs.svelte';

/** The runs that a person has chosen, by the series that they are of. */
const KEY = 'tmd-lab.chosen';

/** The run of several that is to be used, and who chose it. */
export interface Choice {
  readonly run: string;
  readonly by: 'person' | 'validation';
}

/**
 * Which run of several seeds is the chosen one: the best by validation, or the one that a person marks. What held-out records
 * say of a run has no part in it.
 */
export class ChosenRunsState {
  readonly #runs: RunsState;
  readonly #logs: LogsState;
  readonly #marks = new SvelteMap(keptTexts(KEY));
  /** By the run and its newest file; null: it was not validated. */
  readonly #validations = new SvelteMap<string, Validations | null>();

  constructor({ runs, logs }: { readonly runs: RunsState; readonly logs: LogsState }) {
    this.#runs = runs;
    this.#logs = logs;
  }

  /** Reads how complete runs did in validation, each content once. */
  async look(rows: readonly RunRow[]): Promise<void> {
    for (const row of rows) {
      const key = keyOf(row);
      const isValidated = this.#runs.descriptionOf(row)?.isValidated;
      if (!row.hasFinal || isValidated === undefined || this.#validations.has(key)) continue;
      // Without validation the key has what the held-out records say.
      const least = isValidated ? await leastByStage(this.#logs.whole(row.run)(), 'eval/mean_peak_m') : null;
      this.#validations.set(key, least);
    }
  }

  /** Runs that were validated in all stages, the best first. */
  ranking(rows: readonly RunRow[]): readonly ValidatedRun[] {
    return byValidation(
      rows.map((row) => ({ run: row.run, validations: this.#validations.get(keyOf(row)) ?? null })),
    );
  }

  /** Null: no person has chosen, and no run was validated. */
  choiceOf(series: string, rows: readonly RunRow[]): Choice | null {
    const marked = this.#marks.get(series);
    if (marked !== undefined && rows.some(({ run }) => run === marked)) return { run: marked, by: 'person' };
    const [best = null] = this.ranking(rows);
    return best && { run: best.run, by: 'validation' };
  }

  /** @param run null: the best by validation is to be the chosen one again */
  choose(series: string, run: string | null): void {
    if (run === null) this.#marks.delete(series);
    else this.#marks.set(series, run);
    keepTexts(KEY, this.#marks);
  }
}

function keyOf({ run, newest }: RunRow): string {
  return `${newest?.sha256 ?? ''} ${run}`;
}

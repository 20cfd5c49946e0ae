import type { Hyperparameters } from '../curriculum/hyperparameters';
import type { Schedule } from '../curriculum/schedule';
import { constant } from '../curriculum/schedule';
import type { RunSettings } from '../curriculum/settings';
import type { ForeignModel } from '../checkpoint/zip/modelZip';
import type { ImportedRecipe } from './protocol';

/** What came with an upload about how to train on. */
export interface ImportedRecipes {
  readonly recipes: readonly ImportedRecipe[];
  readonly mustChooseRecipe: boolean;
}

export function recipesOfRun(settings: RunSettings): ImportedRecipes {
  return {
    recipes: [{ label: 'The settings that it was trained with', recipe: { of: 'run', settings } }],
    mustChooseRecipe: false,
  };
}

/**
 * A learning rate that could not be taken over leaves the choice between what its names say, the page's, and the last one it
 * used.
 */
export function recipesOfForeign({ recipe, lastLearningRate }: ForeignModel): ImportedRecipes {
  const { hyperparameters, learning_rate, likelyLearningRate } = recipe;
  if (typeof learning_rate !== 'string') {
    return { recipes: [own('', hyperparameters, learning_rate)], mustChooseRecipe: false };
  }
  const recipes = [own(' The learning rate of this page.', hyperparameters)];
  if (likelyLearningRate) {
    const read =
      ' The learning rate as the names and numbers in its Python function say; nothing in it was run.';
    recipes.unshift(own(read, hyperparameters, likelyLearningRate));
  }
  // Zero at the end of a schedule that decays to it: a policy would never learn again.
  if (lastLearningRate !== null && lastLearningRate > 0) {
    const held = ` The learning rate held at ${number(lastLearningRate)}, the last it used.`;
    recipes.push(own(held, hyperparameters, constant(lastLearningRate)));
  }
  return { recipes, mustChooseRecipe: true };
}

function own(
  remark: string,
  hyperparameters: Partial<Hyperparameters>,
  learning_rate?: Schedule,
): ImportedRecipe {
  const shown = (['n_steps', 'batch_size', 'n_epochs', 'gamma', 'clip_range', 'ent_coef'] as const).flatMap(
    (key) => {
      const value = hyperparameters[key];
      if (value === undefined) return [];
      return [`${key} ${Number.isInteger(value) ? value : number(value)}`];
    },
  );
  if (learning_rate) shown.unshift(`learning_rate ${scheduleText(learning_rate)}`);
  return {
    label: `Its own hyperparameters: ${shown.join(', ')}.${remark}`,
    recipe: {
      of: 'stages',
      hyperparameters: { ...hyperparameters, ...(learning_rate && { learning_rate }) },
    },
  };
}

function scheduleText(schedule: Schedule): string {
  if (schedule.shape === 'constant') return number(schedule.value);
  return `${schedule.shape} from ${number(schedule.initial)} to ${number(schedule.final)}`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

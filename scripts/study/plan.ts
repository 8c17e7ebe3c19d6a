import { differingOptions, type OptionValues } from '../../src/option-values';
import { find } from '../../src/registry';
import { parseRecipe, type Recipe } from '../../src/train/recipe';
import type { Arm, Study, StudyRun } from './study';

/** A training that a study is to have. */
export interface Planned {
  arm: Arm;
  options: OptionValues;
  recipe: Recipe;
}

/** Every arm with the first seed, then with the next. */
export function planOf(study: Study): Planned[] {
  return study.seeds.flatMap((seed) => study.arms.map((arm) => planned(study, arm, seed)));
}

function planned({ variant, options, recipe }: Study, arm: Arm, seed: number): Planned {
  return {
    arm,
    options: differingOptions(find(variant), { ...options, ...arm.options }),
    recipe: parseRecipe({ ...recipe, ...arm.recipe, seed }, `${arm.topic}: ${arm.name}`),
  };
}

/** Whether a run is of that arm and seed as they are now. */
export function isPlanned({ arm, options, recipe }: Planned, run: StudyRun): boolean {
  const facts = [run.topic, run.name, run.options, run.recipe];
  return JSON.stringify(facts) === JSON.stringify([arm.topic, arm.name, options, recipe]);
}

import type { RecipeInput } from '../../src/train/recipe';

/**
 * Recipes by variant, data set and name; `default` is what `train` takes when it isn't told. How many minutes of how many
 * cores a default took, and what it gave, stands in RESULTS.md, from the cards of the weights.
 */
export type RecipeBook = Record<string, Record<string, Record<string, RecipeInput>>>;

/** For nets with dropout, which makes them learn slowly what so few epochs can't overfit. */
export function withoutDropout(recipe: RecipeInput): RecipeInput {
  return { ...recipe, dropoutFactor: 0 };
}

/** The same recipe cut down to seconds: a check that it runs, not a result. */
export function smoke(recipe: RecipeInput): RecipeInput {
  return { ...recipe, epochs: 1, images: 2_000 };
}

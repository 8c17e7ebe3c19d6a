import type { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import type { FinetuneRecipe } from './recipe';

/** The images to fine-tune by. */
export interface FinetuneData {
  train: Dataset;
  /** To choose by; a part of `train` unless given. */
  validation?: Dataset | undefined;
  /** To tell what came of it; never used before. */
  test?: Dataset | undefined;
}

/**
 * The images as they are used, with validation images held out of the training images where there are none.
 *
 * @throws ConvzooError where the parts differ in classes or sizes, or have too few of them
 */
export function partsOf(
  { train, validation, test }: FinetuneData,
  recipe: Pick<FinetuneRecipe, 'validation' | 'seed' | 'classWeights'>,
): FinetuneData {
  if (train.classes.length < 2) {
    throw new ConvzooError(
      `${train.name}: it has the class ${train.classes.join()} alone, expected two at least`,
    );
  }
  for (const part of [validation, test]) {
    if (part === undefined) continue;
    checkSame(train, part, 'classes', ({ classes }) => classes.join(', '));
    checkSame(train, part, 'images', ({ imageShape }) => imageShape.join('x'));
  }
  if (validation !== undefined || recipe.validation === 0) return { train, validation, test };
  return { ...train.split(recipe.validation, recipe.seed), test };
}

function checkSame(train: Dataset, part: Dataset, what: string, of: (dataset: Dataset) => string): void {
  if (of(part) === of(train)) return;
  throw new ConvzooError(
    `${part.name}: its ${what} are ${of(part)}, those of ${train.name}, which is trained on, are ${of(train)}`,
  );
}

import { BRIEF_MIXED, onCifar, PRACTICE } from './cifar';
import { BRIEF_DIGITS_WITH_NORM, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const SHUFFLENET: RecipeBook = {
  ...onCifar(BRIEF_MIXED, ['shufflenet_cifar'], { practice: PRACTICE }),
  ...onMnist(BRIEF_DIGITS_WITH_NORM, ['shufflenet_mnist']),
};

import { onCifar, PRACTICE, SHORT } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const SHUFFLENET: RecipeBook = {
  ...onCifar(SHORT, ['shufflenet_cifar'], { practice: PRACTICE }),
  ...onMnist(DIGITS, ['shufflenet_mnist']),
};

import { onCifar, PRACTICE, SHORT } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const MOBILENET: RecipeBook = {
  ...onCifar(SHORT, ['mobilenet_cifar'], { practice: PRACTICE }),
  ...onMnist(DIGITS, ['mobilenet_mnist']),
};

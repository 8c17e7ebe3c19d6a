import { onCifar, SHORT, STEPPED_PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const XCEPTION: RecipeBook = {
  ...onCifar(SHORT, ['xception_cifar'], { practice: STEPPED_PRACTICE }),
  ...onMnist(DIGITS, ['xception_mnist']),
};

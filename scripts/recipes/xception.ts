import { BRIEF, onCifar, STEPPED_PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const XCEPTION: RecipeBook = {
  ...onCifar(BRIEF, ['xception_cifar'], { practice: STEPPED_PRACTICE }),
  ...onMnist(DIGITS, ['xception_mnist']),
};

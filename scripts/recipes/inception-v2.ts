import { BRIEF_MIXED, onCifar, STEPPED_PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const INCEPTION_V2: RecipeBook = {
  ...onCifar(BRIEF_MIXED, ['inception_v2_cifar'], { practice: STEPPED_PRACTICE }),
  ...onMnist(DIGITS, ['inception_v2_mnist']),
};

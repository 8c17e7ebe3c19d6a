import { BRIEFEST, onCifar, STEPPED_PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const INCEPTION_V4: RecipeBook = {
  ...onCifar(BRIEFEST, ['inception_v4_cifar'], { practice: STEPPED_PRACTICE }),
  ...onMnist(DIGITS, ['inception_v4_mnist']),
};

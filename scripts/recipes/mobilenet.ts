import { BRIEF, onCifar, PRACTICE } from './cifar';
import { DIGITS_WITH_NORM, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const MOBILENET: RecipeBook = {
  ...onCifar(BRIEF, ['mobilenet_cifar'], { practice: PRACTICE }),
  ...onMnist(DIGITS_WITH_NORM, ['mobilenet_mnist']),
};

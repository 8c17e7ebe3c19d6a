import { BRIEF_MIXED, onCifar, STEPPED_PRACTICE, withoutDropout } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const XCEPTION: RecipeBook = {
  ...onCifar(withoutDropout(BRIEF_MIXED), ['xception_cifar'], { practice: STEPPED_PRACTICE }),
  ...onMnist(DIGITS, ['xception_mnist']),
};

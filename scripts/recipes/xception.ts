import { BRIEF_MIXED, onCifar, STEPPED_PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import { withoutDropout, type RecipeBook } from './recipe-book';

export const XCEPTION: RecipeBook = {
  ...onCifar(withoutDropout(BRIEF_MIXED), ['xception_cifar'], { practice: STEPPED_PRACTICE }),
  ...onMnist(DIGITS, ['xception_mnist']),
};

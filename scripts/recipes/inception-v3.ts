import { BRIEFEST, onCifar, STEPPED_PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import { withoutDropout, type RecipeBook } from './recipe-book';

export const INCEPTION_V3: RecipeBook = {
  ...onCifar(withoutDropout(BRIEFEST), ['inception_v3_cifar'], { practice: STEPPED_PRACTICE }),
  ...onMnist(DIGITS, ['inception_v3_mnist']),
};

import { onCifar, STEPPED_PRACTICE, THREE_EPOCHS, withoutDropout } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const INCEPTION_V3: RecipeBook = {
  ...onCifar(withoutDropout(THREE_EPOCHS), ['inception_v3_cifar'], { practice: STEPPED_PRACTICE }),
  ...onMnist(DIGITS, ['inception_v3_mnist']),
};

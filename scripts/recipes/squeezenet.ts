import { onCifar, SHORT, SHORT_WITHOUT_NORM, STEPPED_PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const SQUEEZENET: RecipeBook = {
  ...onCifar(SHORT, ['squeezenet_cifar', 'squeezenet_cifar_simple'], { practice: STEPPED_PRACTICE }),
  ...onCifar(SHORT_WITHOUT_NORM, ['squeezenet_cifar_plain']),
  ...onMnist(DIGITS, ['squeezenet_mnist']),
};

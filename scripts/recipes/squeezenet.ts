import { BRIEF_WITHOUT_NORM, inBfloat16, onCifar, SHORT, STEPPED_PRACTICE } from './cifar';
import { HALF_DIGITS_WITH_NORM, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const SQUEEZENET: RecipeBook = {
  ...onCifar(inBfloat16(SHORT), ['squeezenet_cifar', 'squeezenet_cifar_simple'], {
    practice: STEPPED_PRACTICE,
  }),
  ...onCifar(BRIEF_WITHOUT_NORM, ['squeezenet_cifar_plain']),
  ...onMnist(HALF_DIGITS_WITH_NORM, ['squeezenet_mnist']),
};

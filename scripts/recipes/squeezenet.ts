import { BRIEF_WITHOUT_NORM, inBfloat16, onCifar, SHORT, STEPPED_PRACTICE } from './cifar';
import { BRIEF_DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const SQUEEZENET: RecipeBook = {
  ...onCifar(inBfloat16(SHORT), ['squeezenet_cifar', 'squeezenet_cifar_simple'], {
    practice: STEPPED_PRACTICE,
  }),
  ...onCifar(BRIEF_WITHOUT_NORM, ['squeezenet_cifar_plain']),
  ...onMnist(BRIEF_DIGITS, ['squeezenet_mnist']),
};

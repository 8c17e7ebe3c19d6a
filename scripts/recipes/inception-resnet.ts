import type { RecipeInput } from '../../src/train/recipe';
import { BRIEFEST, onCifar, STEPPED_PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import { withoutDropout, type RecipeBook } from './recipe-book';

/** Half an hour on one core. */
const THREE_EPOCHS: RecipeInput = { ...BRIEFEST, epochs: 3 };

export const INCEPTION_RESNET: RecipeBook = {
  ...onCifar(withoutDropout(THREE_EPOCHS), ['inception_resnet_v1_cifar', 'inception_resnet_v2_cifar'], {
    practice: STEPPED_PRACTICE,
  }),
  ...onMnist(DIGITS, ['inception_resnet_v1_mnist', 'inception_resnet_v2_mnist']),
};

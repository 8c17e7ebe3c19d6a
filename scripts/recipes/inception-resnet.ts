import { BRIEFEST, onCifar, STEPPED_PRACTICE, withoutDropout } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const INCEPTION_RESNET: RecipeBook = {
  ...onCifar(withoutDropout(BRIEFEST), ['inception_resnet_v1_cifar', 'inception_resnet_v2_cifar'], {
    practice: STEPPED_PRACTICE,
  }),
  ...onMnist(DIGITS, ['inception_resnet_v1_mnist', 'inception_resnet_v2_mnist']),
};

import { BRIEF, BRIEFEST, onCifar, PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

export const GHOSTNET: RecipeBook = {
  ...onCifar(BRIEF, ['ghostnet_cifar', 'ghost_vgg16_cifar'], { practice: PRACTICE }),
  ...onCifar(BRIEFEST, ['ghost_resnet56_cifar'], { practice: PRACTICE }),
  ...onMnist(DIGITS, ['ghostnet_mnist']),
};

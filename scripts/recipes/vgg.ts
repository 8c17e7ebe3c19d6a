import { onCifar, PRACTICE } from './cifar';
import type { RecipeBook } from './recipe-book';

export const VGG: RecipeBook = onCifar(PRACTICE, [
  'vgg11_cifar',
  'vgg13_cifar',
  'vgg16_cifar',
  'vgg19_cifar',
]);

import { BRIEF, onCifar, PRACTICE, SHORT } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

const DEPTHS = [11, 13, 16, 19];

export const VGG: RecipeBook = {
  ...onCifar(SHORT, ['vgg11_cifar', 'vgg13_cifar'], { practice: PRACTICE }),
  ...onCifar(BRIEF, ['vgg16_cifar', 'vgg19_cifar'], { practice: PRACTICE }),
  ...onMnist(
    DIGITS,
    DEPTHS.map((depth) => `vgg${depth}_mnist`),
  ),
};

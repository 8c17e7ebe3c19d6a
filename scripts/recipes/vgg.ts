import { BRIEF, onCifar, PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

const DEPTHS = [11, 13, 16, 19];

export const VGG: RecipeBook = {
  ...onCifar(
    BRIEF,
    DEPTHS.map((depth) => `vgg${depth}_cifar`),
    { practice: PRACTICE },
  ),
  ...onMnist(
    DIGITS,
    DEPTHS.map((depth) => `vgg${depth}_mnist`),
  ),
};

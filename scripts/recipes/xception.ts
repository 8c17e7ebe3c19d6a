import { onCifar, PRACTICE } from './cifar';
import type { RecipeBook } from './recipe-book';

export const XCEPTION: RecipeBook = onCifar(PRACTICE, ['xception_cifar']);

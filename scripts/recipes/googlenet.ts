import type { RecipeInput } from '../../src/train/recipe';
import { BRIEF_MIXED, onCifar, PRACTICE } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

/** Szegedy et al. 2014, section 5: what the auxiliary classifiers' losses count. */
const helped = (recipe: RecipeInput): RecipeInput => ({ ...recipe, auxiliaryWeights: [0.3, 0.3] });

/** An epoch takes minutes on one core. */
const FOUR_EPOCHS: RecipeInput = { ...BRIEF_MIXED, epochs: 4 };

export const GOOGLENET: RecipeBook = {
  ...onCifar(FOUR_EPOCHS, ['googlenet_cifar'], { practice: PRACTICE }),
  ...onCifar(helped(FOUR_EPOCHS), ['googlenet_cifar_aux'], { practice: helped(PRACTICE) }),
  ...onMnist(DIGITS, ['googlenet_mnist']),
};

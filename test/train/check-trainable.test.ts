import { ConvzooError } from '../../src/errors';
import { checkTrainable } from '../../src/train/check-trainable';
import { recipe, smallNet } from '../support/trainings';

describe('a recipe for another model is refused', () => {
  it.each<[string, Parameters<typeof recipe>[0], string]>([
    [
      'with weights for other classes',
      { classWeights: [1, 2] },
      'small: it has 3 classes, and the recipe gives 2 classWeights',
    ],
    [
      'with a rate for a layer that it does not have',
      { rateFactors: { hiden: 0.5 } },
      "small: the recipe has a rate factor for 'hiden', and no layer is named so; did you mean 'hidden'?",
    ],
  ])('%s', (_, changes, message) => {
    const check = () => checkTrainable(smallNet(), recipe(changes));
    expect(check).toThrow(ConvzooError);
    expect(check).toThrow(message);
  });

  it('and taken where both fit', () => {
    const changes = { classWeights: [1, 2, 3], rateFactors: { hidden: 0.5, bn: 2 } };
    expect(() => checkTrainable(smallNet(), recipe(changes))).not.toThrow();
  });
});

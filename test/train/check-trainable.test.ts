import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../src/errors';
import { Softmin } from '../../src/layers/softmin';
import { through } from '../../src/layers/through';
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

describe('a loss that does not fit the end of the model', () => {
  function endingIn(...ends: tf.layers.Layer[]): tf.LayersModel {
    const input = tf.input({ shape: [4] });
    return tf.model({ inputs: input, outputs: through(input, ends), name: 'net' });
  }
  const scores = () => tf.layers.dense({ name: 'scores', units: 3 });
  const crossEntropy = recipe();
  const codeLosses = [
    recipe({ loss: { name: 'nearestCode' } }),
    recipe({ loss: { name: 'codePosterior', rejection: 1 } }),
  ];

  it('is refused for distances, with the losses that fit', () => {
    const distances = endingIn(scores(), new Softmin());
    expect(() => checkTrainable(distances, crossEntropy)).toThrow(ConvzooError);
    expect(() => checkTrainable(distances, crossEntropy)).toThrow(
      'net: its scores are distances, before a Softmin, and the loss crossEntropy takes logits; ' +
        'expected the loss codePosterior or nearestCode',
    );
    for (const fitting of codeLosses) expect(() => checkTrainable(distances, fitting)).not.toThrow();
  });

  it.each(codeLosses)('is refused for logits, with the loss that fits', (codes) => {
    const check = () => checkTrainable(endingIn(scores(), tf.layers.softmax()), codes);
    expect(check).toThrow(ConvzooError);
    expect(check).toThrow(
      `net: its scores are logits, and the loss ${codes.loss.name} takes distances, before a Softmin; ` +
        'expected the loss crossEntropy',
    );
  });

  it('is one whose softmax would be applied twice, which says what to write', () => {
    const check = () =>
      checkTrainable(
        endingIn(tf.layers.dense({ name: 'end', units: 3, activation: 'softmax' })),
        crossEntropy,
      );
    expect(check).toThrow(ConvzooError);
    expect(check).toThrow(
      'net: layer end ends in a softmax of its own, and the loss takes scores without one; ' +
        "leave out activation: 'softmax' there and add tf.layers.softmax() behind it",
    );
  });

  it('is one where a model inside of the model ends in a softmax', () => {
    const inner = (last: tf.layers.Layer) => tf.sequential({ name: 'head', layers: [scoresOfFour(), last] });
    const scoresOfFour = () => tf.layers.dense({ name: 'scores', units: 3, inputShape: [4] });
    for (const last of [tf.layers.softmax(), tf.layers.dense({ units: 3, activation: 'softmax' })]) {
      expect(() => checkTrainable(endingIn(inner(last)), crossEntropy)).toThrow(
        'net: layer head ends in a softmax of its own, and the loss takes scores without one; ' +
          'leave out the softmax there and add tf.layers.softmax() behind it',
      );
    }
    const linear = inner(tf.layers.reLU());
    expect(() => checkTrainable(endingIn(linear, tf.layers.softmax()), crossEntropy)).not.toThrow();
  });

  it('is none where a softmax layer, a softmax activation or nothing follows the logits', () => {
    const ends = [[tf.layers.softmax()], [tf.layers.activation({ activation: 'softmax' })], []];
    for (const end of ends)
      expect(() => checkTrainable(endingIn(scores(), ...end), crossEntropy)).not.toThrow();
  });
});

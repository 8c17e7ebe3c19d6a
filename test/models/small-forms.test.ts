import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create, type CreateOptions } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { list, type InputShape } from '../../src/registry';
import { complexity } from '../../src/report/complexity';
import { bytesOf } from '../support/layers';
import { undrawn } from '../support/undrawn';

/** Deeper rows of the same tables take many seconds to build. */
const TOO_MANY_MACS = 3e8;

/** Forms for images of MNIST's and CIFAR's size, at an eighth of their width where they can be made narrower. */
const SMALL = list()
  .filter(({ facts }) => facts.inputShape[0] <= 32)
  .map((entry) => [entry.name, entry, 'alpha' in entry.options ? { alpha: 0.125 } : {}] as const)
  .filter(([, { facts }, { alpha = 1 }]) => facts.macs * alpha ** 2 < TOO_MANY_MACS);

describe.each(SMALL)('%s', (name, { facts }, narrow) => {
  const [height, width, channels] = facts.inputShape;
  const made = (options: CreateOptions) => undrawn(name, { ...narrow, ...options });

  it('has the same weights for the same seed and others for another', () => {
    const [first, same, other] = [1, 1, 2].map((seed) => {
      const model = create(name, { ...narrow, seed });
      const bytes = bytesOf(model.weights);
      model.dispose();
      return bytes;
    });
    expect(same?.equals(first as Buffer)).toBe(true);
    expect(other?.equals(first as Buffer)).toBe(false);
  });

  it.each(['avg', 'max'] as const)('pools its features with %s, or says why not', (pooling) => {
    const features = made({ includeTop: false });
    const [, ...shape] = features.outputs[0]?.shape ?? [];
    if (shape.length === 3) {
      const pooled = made({ includeTop: false, pooling });
      expect(pooled.outputs[0]?.shape).toEqual([null, shape[2]]);
      pooled.dispose();
    } else {
      expect(() => made({ includeTop: false, pooling })).toThrow(ConvzooError);
    }
    features.dispose();
  });

  it('gives its features without the top', () => {
    const [whole, features] = [made({}), made({ includeTop: false })];
    expect(complexity(features).params).toBeLessThan(complexity(whole).params);
    expect(features.outputs).toHaveLength(1);
    for (const model of [whole, features]) model.dispose();
  });

  it.each<[string, InputShape]>([
    ['one channel', [height, width, 1]],
    ['four channels', [height, width, 4]],
    ['odd sizes', [height + 5, width + 3, channels]],
    ['sizes that little is left of', [3, 3, channels]],
  ])('takes images with %s, or says why not', (_, inputShape) => {
    let model: tf.LayersModel;
    try {
      model = made({ inputShape });
    } catch (error) {
      expect(error).toBeInstanceOf(ConvzooError);
      expect((error as Error).message).toContain(`${name}: `);
      return;
    }
    const shapes = model.layers.flatMap(({ outputShape }) => outputShape as tf.Shape).slice(1);
    for (const size of shapes) expect(size === null || size > 0).toBe(true);
    expect(model.outputs[0]?.shape).toEqual([null, facts.classes]);
    model.dispose();
  });

  it('refuses an option that it does not have', () => {
    expect(() => create(name, { tiles: 4 } as CreateOptions)).toThrow(
      new RegExp(`^${name}: the family .* has no option 'tiles'`),
    );
  });
});

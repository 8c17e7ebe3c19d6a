import * as tf from '@tensorflow/tfjs';
import { PoolSum } from '../../src/layers/pool-sum';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';

describe('PoolSum', () => {
  it('adds the largest value of a window and its average', () => {
    const x = tf.tensor4d([1, 2, 5, 0, 3, 4, -1, 8], [1, 2, 4, 1]);
    expect(outputOf(new PoolSum({ poolSize: 2 }), x)).toEqual([4 + 10 / 4, 8 + 12 / 4]);
  });

  it('averages over the pixels of the image alone where a window reaches over its edge', () => {
    const x = tf.tensor4d([1, 2, 6, 3, 4, 8], [1, 2, 3, 1]);
    expect(outputOf(new PoolSum({ poolSize: 2, ceil: true }), x)).toEqual([4 + 10 / 4, 8 + 14 / 2]);
  });

  behavesAsALayer(
    () => new PoolSum({ name: 'pool', poolSize: 3, strides: 2, padding: 1, ceil: true }),
    [4, 5, 2],
  );
});

import * as tf from '@tensorflow/tfjs';
import { FirstChannels } from '../../src/layers/first-channels';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

describe('FirstChannels', () => {
  it('drops the channels behind those it keeps', () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 2, 3]);
    expect(outputOf(new FirstChannels({ channels: 2 }), x)).toEqual([1, 2, 4, 5]);
  });

  behavesAsALayer(() => new FirstChannels({ name: 'cut', channels: 2 }), [3, 4, 5]);

  it('says when there are too few', () => {
    expect(() => modelOf(new FirstChannels({ name: 'cut', channels: 4 }), [2, 2, 3])).toThrow(
      "cut: can't keep 4 channels of 3",
    );
  });
});

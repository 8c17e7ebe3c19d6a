import * as tf from '@tensorflow/tfjs';
import { ChannelPReLU } from '../../src/layers/channel-prelu';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf, randomTensor } from '../support/layers';

describe('ChannelPReLU', () => {
  it('multiplies what is negative by the slope of its channel, at every position', () => {
    const x = tf.tensor4d([-2, -2, 2, 2, -4, 4, 4, -4], [1, 2, 2, 2]);
    expect(outputOf(new ChannelPReLU(), x, [[0.5, -1]])).toEqual([-1, 2, 2, 2, -2, 4, 4, 4]);
  });

  it('begins with a slope of 0.25, or another', () => {
    const slopes = (layer: tf.layers.Layer) => {
      layer.apply(tf.input({ shape: [2, 2, 3] }));
      return [...(layer.getWeights()[0] as tf.Tensor).dataSync()];
    };
    expect(slopes(new ChannelPReLU())).toEqual([0.25, 0.25, 0.25]);
    expect(slopes(new ChannelPReLU({ slope: 0.5 }))).toEqual([0.5, 0.5, 0.5]);
  });

  it('sums the gradient of a slope over the positions where its channel is negative', () => {
    const model = modelOf(new ChannelPReLU(), [3, 1, 2]);
    const x = tf.tensor4d([-1, -10, 2, 20, -3, -30], [1, 3, 1, 2]);
    const { grads } = tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor));
    expect(Object.values(grads).map((gradient) => [...gradient.dataSync()])).toEqual([[-4, -40]]);
  });

  it('takes images of other sizes than that it was built with', () => {
    const layer = new ChannelPReLU();
    layer.apply(tf.input({ shape: [4, 4, 3] }));
    expect((layer.apply(randomTensor([1, 7, 2, 3], 1)) as tf.Tensor).shape).toEqual([1, 7, 2, 3]);
  });

  behavesAsALayer(() => new ChannelPReLU({ name: 'prelu', slope: 0.1 }), [3, 4, 3]);
});

import * as tf from '@tensorflow/tfjs';
import { gaussian } from '../../src/layers/gaussian';
import { Mlpconv } from '../../src/layers/mlpconv';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

describe('Mlpconv', () => {
  it('takes a ReLU behind the convolution and behind each 1x1 one', () => {
    const layer = new Mlpconv({ filters: [2, 1], kernelSize: 3 });
    // The first filter sums the window, the second takes its middle times -1.
    const kernel = Array.from({ length: 18 }, (_, i) => (i % 2 === 0 ? 1 : i === 9 ? -1 : 0));
    const x = tf.tensor4d([1, 2, -4, 3], [1, 2, 2, 1]);
    // Sums are 2 everywhere; the others are 0, 0, 4, 0; then 3 a - 2 b + 1.
    expect(outputOf(layer, x, [kernel, [0, 0], [3, -2], [1]])).toEqual([7, 7, 0, 7]);
  });

  it('has weights for each layer of its small net', () => {
    const model = modelOf(new Mlpconv({ filters: [4, 3, 2], kernelSize: 5 }), [6, 6, 3]);
    expect(complexity(model).params).toBe(25 * 3 * 4 + 4 + (4 * 3 + 3) + (3 * 2 + 2));
  });

  it('strides and pads in its first convolution', () => {
    const layer = new Mlpconv({ filters: [4, 3], kernelSize: 5, strides: 4, padding: 'valid' });
    expect(modelOf(layer, [14, 13, 1]).outputs[0]?.shape).toEqual([null, 3, 3, 3]);
  });

  it('refuses to have no layers', () => {
    expect(() => new Mlpconv({ name: 'm', filters: [], kernelSize: 3 })).toThrow(
      'm: filters must name those of one layer at least',
    );
  });

  it('begins with the weights that it is told to', () => {
    const layer = new Mlpconv({ filters: [2, 1], kernelSize: 1, kernelInitializer: 'ones' });
    const x = tf.input({ shape: [1, 1, 3] });
    const model = tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor });
    expect([...(model.predict(tf.tensor4d([1, 2, 3], [1, 1, 1, 3])) as tf.Tensor).dataSync()]).toEqual([12]);
  });

  describe.each([{}, { kernelInitializer: gaussian(0.05) }])('with %j', (args) => {
    behavesAsALayer(
      () => new Mlpconv({ name: 'mlpconv1', filters: [3, 2], kernelSize: 3, strides: 2, ...args }),
      [5, 4, 2],
    );
  });
});

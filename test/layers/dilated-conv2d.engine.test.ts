import * as tf from '@tensorflow/tfjs';
import { DilatedConv2D } from '../../src/layers/dilated-conv2d';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';

describe('DilatedConv2D', () => {
  // A row of five pixels, and a kernel that weighs its three pixels 1, 10, 100.
  const row = () => tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
  const weights = [[1, 10, 100], [0.5]];
  const args = { filters: 1, kernelSize: [1, 3] as [number, number], dilation: 2 };

  it('sees every second pixel, and adds the bias', () => {
    expect(outputOf(new DilatedConv2D(args), row(), weights)).toEqual([531.5]);
  });

  it('keeps the size where told, with zeros beyond the edges', () => {
    const layer = new DilatedConv2D({ ...args, padding: 'same' });
    expect(outputOf(layer, row(), weights)).toEqual([310.5, 420.5, 531.5, 42.5, 53.5]);
  });

  it('is an ordinary convolution at dilation 1', () => {
    const layer = new DilatedConv2D({ ...args, dilation: 1, useBias: false });
    expect(outputOf(layer, row(), [[1, 10, 100]])).toEqual([321, 432, 543]);
  });

  it('refuses dilations that are not steps', () => {
    expect(() => new DilatedConv2D({ ...args, name: 'conv', dilation: 0.5 })).toThrow(
      'conv: dilation must be an integer of at least 1, got 0.5',
    );
  });

  describe.each<Partial<ConstructorParameters<typeof DilatedConv2D>[0]>>([
    {},
    { padding: 'same', useBias: false, kernelInitializer: 'heNormal', biasInitializer: 'ones' },
  ])('with %j', (options) => {
    behavesAsALayer(
      () => new DilatedConv2D({ name: 'conv', filters: 3, kernelSize: [3, 2], dilation: 2, ...options }),
      [7, 6, 2],
    );
  });
});

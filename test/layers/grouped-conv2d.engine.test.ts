import * as tf from '@tensorflow/tfjs';
import { GroupConv2D } from '../../src/layers/grouped-conv2d';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

describe('GroupConv2D', () => {
  it('shows each group of filters its own group of channels, and adds the bias', () => {
    // One pixel with channels 2, 3 | 5, 7; filters 0 and 1 see 2 and 3, filters 2 and 3 see 5 and 7.
    const layer = new GroupConv2D({ filters: 4, kernelSize: 1, groups: 2 });
    const x = tf.tensor4d([2, 3, 5, 7], [1, 1, 1, 4]);
    // A kernel's rows are the channels of a group, its columns the filters.
    const kernel = [1, 10, 100, 1000, -1, 0, 1, 2];
    expect(outputOf(layer, x, [kernel, [0.5, 0, 0, -1]])).toEqual([
      2 * 1 + 3 * -1 + 0.5,
      2 * 10 + 3 * 0,
      5 * 100 + 7 * 1,
      5 * 1000 + 7 * 2 - 1,
    ]);
  });

  it('slides its kernels by the strides', () => {
    // Two groups of one channel: rows 1 2 3 and 10 20 30; kernels of 1 x 2: [1, 2] and [3, 4].
    const layer = new GroupConv2D({
      filters: 2,
      kernelSize: [1, 2],
      strides: [1, 2],
      padding: 'same',
      groups: 2,
    });
    const x = tf.tensor4d([1, 10, 2, 20, 3, 30], [1, 1, 3, 2]);
    // Of a row of 3 at stride 2 the last window reaches over the edge.
    expect(
      outputOf(layer, x, [
        [1, 3, 2, 4],
        [0, 0],
      ]),
    ).toEqual([1 + 4, 30 + 80, 3, 90]);
  });

  describe.each([
    ['with bias', new GroupConv2D({ name: 'conv2', filters: 6, kernelSize: 3, groups: 2 }).getConfig()],
    [
      'with strides and padding, without bias',
      new GroupConv2D({
        name: 'conv2',
        filters: 3,
        kernelSize: [2, 3],
        strides: [2, 1],
        padding: 'same',
        groups: 3,
        useBias: false,
        kernelInitializer: tf.initializers.randomNormal({ stddev: 0.01, seed: 3 }),
        biasInitializer: 'ones',
      }).getConfig(),
    ],
  ])('%s', (_, config) => {
    behavesAsALayer(() => new GroupConv2D(config as never), [5, 6, 6]);
  });

  it('starts from what its initializers draw', () => {
    const { constant } = tf.initializers;
    const layer = new GroupConv2D({
      filters: 2,
      kernelSize: 1,
      groups: 2,
      kernelInitializer: constant({ value: 0.5 }),
      biasInitializer: 'ones',
    });
    layer.build([null, 4, 4, 2]);
    expect(layer.getWeights().map((weight) => [...weight.dataSync()])).toEqual([
      [0.5, 0.5],
      [1, 1],
    ]);
  });

  it('has weights and multiply-adds for the channels of a group only', () => {
    const model = modelOf(
      new GroupConv2D({ filters: 4, kernelSize: 3, padding: 'same', groups: 2 }),
      [5, 6, 6],
    );
    expect(complexity(model)).toMatchObject({ params: 9 * 3 * 4 + 4, macs: 30 * 9 * 3 * 4 });
  });

  it('takes images of any size', () => {
    const layer = new GroupConv2D({ filters: 2, kernelSize: 3, strides: 2, groups: 2 });
    expect(layer.computeOutputShape([null, null, 9, 2])).toEqual([null, null, 4, 2]);
  });

  it('says what does not fit', () => {
    const layer = (args: { filters: number; groups: number }) =>
      new GroupConv2D({ name: 'conv2', kernelSize: 1, ...args });
    expect(() => layer({ filters: 4, groups: 3 })).toThrow(
      'conv2: filters must be a multiple of groups, got 4 and 3',
    );
    expect(() => modelOf(layer({ filters: 4, groups: 2 }), [4, 4, 3])).toThrow(
      "conv2: 3 input channels don't split into 2 groups",
    );
    expect(() => modelOf(layer({ filters: 4, groups: 2 }), [4])).toThrow(
      'conv2: expected [batch, height, width, channels], got [null,4]',
    );
    expect(
      () => new GroupConv2D({ filters: 2, kernelSize: 1, groups: 2, kernelInitializer: 'nothing' }),
    ).toThrow("there is no initializer 'Nothing'");
  });
});

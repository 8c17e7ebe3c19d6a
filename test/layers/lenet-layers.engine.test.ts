import * as tf from '@tensorflow/tfjs';
import { EuclideanRBF } from '../../src/layers/euclidean-rbf';
import { ScaledTanh } from '../../src/layers/scaled-tanh';
import { Softmin } from '../../src/layers/softmin';
import { TableConv2D } from '../../src/layers/table-conv2d';
import { TrainableSubsampling } from '../../src/layers/trainable-subsampling';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

/** Each layer with an input it takes. */
const LAYERS: [string, () => tf.layers.Layer, number[]][] = [
  [
    'TableConv2D',
    () => new TableConv2D({ name: 'C3', kernelSize: 3, table: [[0, 2], [1], [2, 0, 1]] }),
    [5, 6, 3],
  ],
  ['TrainableSubsampling', () => new TrainableSubsampling({ name: 'S2' }), [4, 6, 3]],
  ['ScaledTanh', () => new ScaledTanh({ name: 'squash', amplitude: 1.5, slope: 0.8 }), [4, 4, 2]],
  [
    'EuclideanRBF',
    () =>
      new EuclideanRBF({
        name: 'rbf',
        codes: [
          [1, -1, 1],
          [-1, -1, 1],
        ],
      }),
    [3],
  ],
  ['Softmin', () => new Softmin({ name: 'softmin' }), [4]],
];

describe.each(LAYERS)('%s', (_, make, shape) => behavesAsALayer(make, shape));

describe('TableConv2D', () => {
  it('adds up only the maps that the table names', () => {
    // One pixel, three input maps 2, 3, 5; 1x1 kernels 10 (0 -> 0), 100 (2 -> 0), 7 (1 -> 1); biases 1, -1.
    const layer = new TableConv2D({ kernelSize: 1, table: [[0, 2], [1]] });
    const x = tf.tensor4d([2, 3, 5], [1, 1, 1, 3]);
    expect(
      outputOf(layer, x, [
        [10, 100, 7],
        [1, -1],
      ]),
    ).toEqual([2 * 10 + 5 * 100 + 1, 3 * 7 - 1]);
  });

  it('slides a kernel over the image without padding', () => {
    // x = [[1, 2, 3], [4, 5, 6]], kernel [[1, 10], [100, 1000]]: two positions.
    const layer = new TableConv2D({ kernelSize: 2, table: [[0]] });
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    expect(outputOf(layer, x, [[1, 10, 100, 1000], [0]])).toEqual([1 + 20 + 400 + 5000, 2 + 30 + 500 + 6000]);
  });

  it('has weights only for the connections of the table', () => {
    const model = modelOf(new TableConv2D({ kernelSize: 5, table: [[0, 1], [1], [0, 1]] }), [8, 8, 2]);
    expect(model.countParams()).toBe(5 * 25 + 3);
  });

  it('refuses a table that names a map which is not there', () => {
    expect(() => modelOf(new TableConv2D({ name: 'C3', kernelSize: 1, table: [[0, 3]] }), [4, 4, 3])).toThrow(
      'C3: the table names input map 3, but there are maps 0 to 2',
    );
  });
});

describe('TrainableSubsampling', () => {
  it('multiplies the sum of four pixels by the coefficient and adds the bias', () => {
    // Map 0: 1 + 2 + 3 + 4 = 10, map 1: four times 5 = 20.
    const x = tf.tensor4d([1, 5, 2, 5, 3, 5, 4, 5], [1, 2, 2, 2]);
    expect(
      outputOf(new TrainableSubsampling(), x, [
        [0.5, -1],
        [100, 3],
      ]),
    ).toEqual([105, -17]);
  });

  it('refuses an odd height', () => {
    expect(() => modelOf(new TrainableSubsampling({ name: 'S2' }), [5, 4, 1])).toThrow(
      'S2: height and width must be even, got 5x4',
    );
  });
});

describe('ScaledTanh', () => {
  it('takes 0 to 0, 1 to 1, -1 to -1 and large numbers to 1.7159', () => {
    const output = outputOf(new ScaledTanh(), tf.tensor2d([[0, 1, -1, 50]]));
    [0, 1, -1, 1.7159].forEach((value, i) => expect(output[i]).toBeCloseTo(value, 4));
  });

  it('takes another amplitude and slope', () => {
    const output = outputOf(new ScaledTanh({ amplitude: 3, slope: 0.5 }), tf.tensor2d([[0.4, 50]]));
    [3 * Math.tanh(0.2), 3].forEach((value, i) => expect(output[i]).toBeCloseTo(value, 5));
  });
});

describe('EuclideanRBF', () => {
  it('gives the squared distance to each code', () => {
    const layer = new EuclideanRBF({
      codes: [
        [1, 1],
        [-1, 1],
      ],
    });
    expect(
      outputOf(
        layer,
        tf.tensor2d([
          [3, 1],
          [1, -1],
        ]),
      ),
    ).toEqual([4, 16, 4, 8]);
  });

  it('never trains its codes', () => {
    const layer = new EuclideanRBF({ codes: [[1, -1]] });
    modelOf(layer, [2]);
    expect(layer.trainableWeights).toEqual([]);
    expect(layer.weights.map(({ originalName }) => originalName)).toEqual([`${layer.name}/codes`]);
  });

  it('refuses codes of another length than its input', () => {
    expect(() => modelOf(new EuclideanRBF({ name: 'out', codes: [[1, -1, 1]] }), [2])).toThrow(
      'out: codes must have 2 numbers each, got 3',
    );
  });
});

describe('Softmin', () => {
  it('gives e^-x over the sum of e^-x', () => {
    const [a, b] = outputOf(new Softmin(), tf.tensor2d([[0, Math.log(3)]]));
    expect(a).toBeCloseTo(0.75, 5);
    expect(b).toBeCloseTo(0.25, 5);
  });
});

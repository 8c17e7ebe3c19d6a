import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from '../../../src/layers/batch-norm';
import { ChannelShuffle } from '../../../src/layers/channel-shuffle';
import { GroupConv2D } from '../../../src/layers/grouped-conv2d';
import { LRN } from '../../../src/layers/lrn';
import { ReLU6 } from '../../../src/layers/relu6';
import { through } from '../../../src/layers/through';
import { randomTensor } from '../../support/layers';
import { trainingOperationsOf } from '../../support/operations';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = engine === 'tensorflow' ? describe : describe.skip;

type Symbol = tf.SymbolicTensor;
const { conv2d, depthwiseConv2d, maxPooling2d, averagePooling2d, concatenate, reLU, dense, flatten } =
  tf.layers;
const plain = { useBias: false, padding: 'same' } as const;

/** Blocks, and how many operations their forward pass and their gradients may take. */
const BLOCKS: Record<string, { block: (x: Symbol) => Symbol; most: number }> = {
  'a depthwise separable convolution': {
    block: (x) =>
      through(x, [
        depthwiseConv2d({ kernelSize: 3, ...plain }),
        new BatchNorm(),
        new ReLU6(),
        conv2d({ filters: 8, kernelSize: 1, ...plain }),
        new BatchNorm(),
        new ReLU6(),
      ]),
    // Forward 6 and 4 for the moving variances, backward 4 + 2 for the filters.
    most: 18,
  },
  'a unit of ShuffleNet': {
    block: (x) => {
      const branch = through(x, [
        new GroupConv2D({ filters: 4, kernelSize: 1, groups: 2, useBias: false }),
        new BatchNorm(),
        reLU(),
        new ChannelShuffle({ groups: 2 }),
        depthwiseConv2d({ kernelSize: 3, strides: 2, ...plain }),
        new BatchNorm(),
        new GroupConv2D({ filters: 4, kernelSize: 1, groups: 2, useBias: false }),
        new BatchNorm(),
      ]);
      const shortcut = through(x, [averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })]);
      return through(concatenate().apply([shortcut, branch]) as Symbol, [reLU()]);
    },
    // Forward 13 and 6 for the moving variances, backward 12, 3 for the filters, 3 for the shuffle.
    most: 37,
  },
  'a block of Inception': {
    block: (x) => {
      const conv = (filters: number, kernelSize: number) =>
        conv2d({ filters, kernelSize, padding: 'same', activation: 'relu' });
      const branches = [
        through(x, [conv(2, 1)]),
        through(x, [conv(2, 1), conv(3, 3)]),
        through(x, [maxPooling2d({ poolSize: 3, strides: 1, padding: 'same' }), conv(2, 1)]),
      ];
      return concatenate().apply(branches) as Symbol;
    },
    // Four convolutions with bias and ReLU are 3 and 4, pooling 1 and 1, the concatenation 1 and 3, and 2 sums.
    most: 4 * 7 + 2 + 4 + 2,
  },
  'the beginning and the end of AlexNet': {
    block: (x) =>
      through(x, [
        conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }),
        new LRN(),
        maxPooling2d({ poolSize: 3, strides: 2 }),
        flatten(),
        dense({ units: 3, activation: 'relu' }),
      ]),
    most: 7 + 2 + 2 + 2 + 7 + 2,
  },
};

describeTensorflow('on tensorflow', () => {
  beforeEach(() => tf.setBackend(engine));

  it.each(Object.entries(BLOCKS))('%s is made of the library’s own operations', (_, { block, most }) => {
    const input = tf.input({ shape: [8, 8, 4] });
    const model = tf.model({ inputs: input, outputs: block(input) });
    const operations = trainingOperationsOf(model, randomTensor([2, 8, 8, 4], 1));
    expect(
      operations.filter((name) => /Select|IsNan|Tile|ZerosLike|Fill|Cast|Less|Greater|Equal|Sum/.test(name)),
    ).toEqual([]);
    expect(operations.length).toBeLessThanOrEqual(most);
  });
});

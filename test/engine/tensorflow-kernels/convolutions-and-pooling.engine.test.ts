import * as tf from '@tensorflow/tfjs';
import { groupedConv2d } from '../../../src/ops/grouped-conv2d';
import { Random } from '../../../src/random';
import { expectLikeCpu, type Op } from '../../support/like-cpu';
import { randomTensor } from '../../support/layers';
import { operationsOf } from '../../support/operations';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = engine === 'tensorflow' ? describe : describe.skip;
beforeEach(() => tf.setBackend(engine));

const random = new Random(8);
const between = (low: number, high: number) => low + random.integer(high - low + 1);
const image = (): [number, number, number, number] => [
  between(1, 3),
  between(5, 9),
  between(5, 9),
  between(1, 5),
];
type Shape4D = [number, number, number, number];

const windows = Array.from({ length: 10 }, (_, i) => ({
  x: image(),
  size: [between(1, 4), between(1, 4)] as [number, number],
  strides: [between(1, 3), between(1, 3)] as [number, number],
  pad: i % 2 === 0 ? ('same' as const) : ('valid' as const),
}));

describe('values and gradients are those of the cpu engine', () => {
  it.each(windows)(
    'of max pooling of $x by $size, strides $strides, $pad',
    async ({ x, size, strides, pad }) => {
      await expectLikeCpu(engine, [x], (each) => tf.maxPool(each as tf.Tensor4D, size, strides, pad));
    },
  );

  it.each(windows)(
    'of average pooling of $x by $size, strides $strides, $pad, which averages what lies inside the image',
    async ({ x, size, strides, pad }) => {
      await expectLikeCpu(
        engine,
        [x],
        (each) => tf.avgPool(each as tf.Tensor4D, size, strides, pad),
        averageInside(x, size, strides, pad),
      );
    },
  );

  it.each(windows)(
    'of a depthwise convolution of $x by $size, strides $strides, $pad',
    async ({ x, size, strides, pad }) => {
      // The library knows equal strides only.
      const stride = strides[0];
      const filter = [...size, x[3], between(1, 3)];
      await expectLikeCpu(engine, [x, filter], (each, weights) =>
        tf.depthwiseConv2d(each as tf.Tensor4D, weights as tf.Tensor4D, stride, pad),
      );
    },
  );

  // libtensorflow's own gradient corrupts memory for these; a few times, and the process ends.
  it.each(['same', 'valid'] as const)(
    'of 1x1 convolutions, plain and in groups, whose strides leave the last row unread, padded %s',
    async (pad) => {
      const conv = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, pad);
      for (let i = 0; i < 5; i++) await expectLikeCpu(engine, [[3, 28, 28, 8], [1, 1, 8, 16]], conv); // prettier-ignore
      const grouped: Op = (x, filter) =>
        groupedConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 2], pad, 2);
      for (let i = 0; i < 5; i++) await expectLikeCpu(engine, [[3, 28, 28, 8], [1, 1, 4, 16]], grouped); // prettier-ignore
    },
  );

  it.each(Array.from({ length: 8 }, () => ({ x: image(), radius: between(0, 4) })))(
    'of local response normalisation of $x over $radius channels on both sides',
    async ({ x, radius }) => {
      const [bias, alpha, beta] = [random.uniform(0.5, 2), random.uniform(0.1, 2), random.uniform(0.3, 1)];
      await expectLikeCpu(
        engine,
        [x],
        (each) => tf.localResponseNormalization(each as tf.Tensor4D, radius, bias, alpha, beta),
        normalised(x[3], radius, bias, alpha, beta),
      );
    },
  );

  it('of concatenation, stacking, splitting, padding and slicing', async () => {
    await expectLikeCpu(
      engine,
      [
        [2, 3, 3, 2],
        [2, 3, 3, 4],
      ],
      (a, b) => tf.concat([a as tf.Tensor4D, b as tf.Tensor4D], 3).square(),
    );
    const shape = [2, 3, 4];
    for (const axis of [0, 1, -1]) {
      await expectLikeCpu(engine, [shape, shape], (a, b) =>
        tf.concat([a as tf.Tensor, b as tf.Tensor], axis).square(),
      );
    }
    for (const axis of [0, 1, 3]) {
      await expectLikeCpu(engine, [shape, shape], (a, b) =>
        tf.stack([a as tf.Tensor, b as tf.Tensor], axis).square(),
      );
    }
    await expectLikeCpu(engine, [[2, 3, 3, 6]], (x) => {
      const [a, b] = tf.split(x as tf.Tensor4D, [2, 4], 3) as [tf.Tensor4D, tf.Tensor4D];
      return tf.add(tf.sum(a.square()), tf.sum(b)).square();
    });
    await expectLikeCpu(
      engine,
      [[2, 3, 3, 2]],
      (x) =>
      tf.pad(x as tf.Tensor4D, [[0, 0], [1, 0], [0, 2], [1, 1]]).square(), // prettier-ignore
    );
    await expectLikeCpu(engine, [[2, 5, 4, 3]], (x) =>
      tf.slice(x as tf.Tensor4D, [0, 1, 0, 1], [2, 3, 4, 2]).square(),
    );
  });
});

describeTensorflow('on tensorflow each is one of the library’s operations, and so is each gradient', () => {
  it.each<[string, Op, number[][], string[]]>([
    [
      'max pooling',
      (x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same'),
      [[2, 5, 5, 3]],
      ['MaxPool', 'MaxPoolGrad'],
    ],
    [
      'average pooling',
      (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'),
      [[2, 5, 5, 3]],
      ['AvgPool', 'AvgPoolGrad'],
    ],
    [
      'a depthwise convolution',
      (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'),
      [
        [2, 5, 5, 3],
        [3, 3, 3, 2],
      ],
      ['DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'],
    ],
    ['LRN', (x) => tf.localResponseNormalization(x as tf.Tensor4D, 2), [[2, 3, 3, 7]], ['LRN', 'LRNGrad']],
    [
      'concatenation',
      (x, y) => tf.concat([x as tf.Tensor, y as tf.Tensor], 1),
      [
        [2, 3],
        [2, 1],
      ],
      ['ConcatV2', 'Slice', 'Slice'],
    ],
    ['padding', (x) => tf.pad(x as tf.Tensor, [[0, 0], [1, 2]]), [[2, 3]], ['PadV2', 'Slice']], // prettier-ignore
    ['slicing', (x) => tf.slice(x as tf.Tensor, [0, 1]), [[2, 3]], ['Slice', 'PadV2']],
    [
      'a sum',
      (x, y) => tf.add(x as tf.Tensor, y as tf.Tensor),
      [
        [2, 3],
        [2, 3],
      ],
      ['Add'],
    ],
  ])('%s', (_, op, shapes, expected) => {
    const inputs = shapes.map((shape, i) => randomTensor(shape, i));
    const dy = tf.onesLike(op(...inputs));
    expect(operationsOf(() => tf.grads(op)(inputs, dy))).toEqual(expected);
  });
});

/** Average pooling of an image with zeros around, undone where zeros were counted. */
function averageInside(
  x: Shape4D,
  size: [number, number],
  strides: [number, number],
  pad: 'same' | 'valid',
): Op {
  const { padInfo } = tf.backend_util.computePool2DInfo(x, size, strides, 1, pad);
  const pooled = (each: tf.Tensor) => {
    const { top, bottom, left, right } = padInfo;
    const around = tf.pad(each as tf.Tensor4D, [[0, 0], [top, bottom], [left, right], [0, 0]]); // prettier-ignore
    return tf.avgPool(around, size, strides, 'valid');
  };
  return (each) => tf.div(pooled(each as tf.Tensor), pooled(tf.onesLike(each as tf.Tensor)));
}

/** Local response normalisation, the sums of squares as a product with a band of ones. */
function normalised(channels: number, radius: number, bias: number, alpha: number, beta: number): Op {
  return (each) => {
    const x = each as tf.Tensor;
    const index = tf.range(0, channels);
    const distances = tf.abs(tf.sub(tf.expandDims(index, 1), tf.expandDims(index, 0)));
    const band = tf.cast(tf.lessEqual(distances, radius), 'float32');
    const sums = tf.reshape(
      tf.matMul(tf.reshape(tf.square(x), [-1, channels]), band as tf.Tensor2D),
      x.shape,
    );
    return tf.mul(x, tf.pow(tf.add(tf.mul(sums, alpha), bias), -beta));
  };
}

import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { registerWasmTrainingKernels } from '../../src/engine/wasm-kernels';
import { Random } from '../../src/random';
import { expectLikeCpu, relativeError, type Op } from '../support/like-cpu';

type Pad = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];

beforeAll(() => {
  registerWasmTrainingKernels();
  registerWasmTrainingKernels();
});

const random = new Random(20);
const between = (low: number, high: number) => low + random.integer(high - low + 1);
const values = (shape: number[]) =>
  Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(-1, 1));

/** Compares the gradients of `op` on wasm with those of `reference` on the cpu engine. */
function expectSameGradients(shapes: number[][], op: Op, reference: Op = op): Promise<void> {
  return expectLikeCpu('wasm', shapes, op, reference);
}

/** Random convolutions; numeric padding only where tfjs's shape arithmetic allows it: all square. */
function geometry(index: number): {
  size: [number, number];
  kernel: [number, number];
  stride: [number, number];
  pad: Pad;
} {
  const size: [number, number] = [between(7, 13), between(7, 13)];
  const kernel: [number, number] = [between(1, 7), between(1, 7)];
  const stride: [number, number] = [between(1, 3), between(1, 3)];
  if (index % 4 === 0) return { size, kernel, stride, pad: 'same' };
  if (index % 4 === 1) return { size, kernel, stride, pad: 'valid' };
  if (index % 4 === 2) {
    const pad: Pad = [
      [0, 0],
      [between(0, 3), between(0, 3)],
      [between(0, 3), between(0, 3)],
      [0, 0],
    ];
    return { size, kernel, stride, pad };
  }
  return { size, kernel: [kernel[0], kernel[0]], stride: [stride[0], stride[0]], pad: between(0, 3) };
}

const cases = Array.from({ length: 32 }, (_, index) => {
  const { size, kernel, stride, pad } = geometry(index);
  const batch = between(1, 3);
  const x = [batch, ...size, between(1, 6)];
  const rounding: 'floor' | undefined = typeof pad === 'string' ? undefined : 'floor';
  const title = `x ${x}, kernel ${kernel}, stride ${stride}, pad ${JSON.stringify(pad)}`;
  return { title, x, kernel, stride, pad, rounding, channels: x[3] as number };
});

describe('conv2d gradients on wasm equal those of the cpu engine', () => {
  test.each(cases)('$title', async ({ x, kernel, stride, pad, rounding, channels }) => {
    const filter = [...kernel, channels, between(1, 9)];
    await expectSameGradients([x, filter], (image, weights) =>
      tf.conv2d(image as tf.Tensor4D, weights as tf.Tensor4D, stride, pad, 'NHWC', 1, rounding),
    );
  });

  test.each([
    [4, 4],
    [3, 4],
    [5, 2],
  ] as [number, number][])(
    'where the stride %i x %i leaves the input gradient to the library',
    async (...stride) => {
      await expectSameGradients(
        [
          [2, 11, 13, 3],
          [3, 3, 3, 4],
        ],
        (image, weights) => tf.conv2d(image as tf.Tensor4D, weights as tf.Tensor4D, stride, 'valid'),
      );
    },
  );

  test('for a transposed convolution, whose forward pass is the input gradient', async () => {
    await expectSameGradients(
      [
        [2, 5, 4, 3],
        [3, 3, 2, 3],
      ],
      (image, weights) =>
        tf.conv2dTranspose(image as tf.Tensor4D, weights as tf.Tensor4D, [2, 10, 8, 2], 2, 'same'),
    );
  });
});

describe('convolutions padded same on wasm equal those of the cpu engine', () => {
  // The last window ends before the image does in one direction or in both.
  const sizes: [size: [number, number], kernel: [number, number], stride: [number, number]][] = [
    [
      [6, 9],
      [2, 2],
      [3, 3],
    ],
    [
      [8, 7],
      [3, 2],
      [4, 4],
    ],
    [
      [6, 7],
      [1, 3],
      [3, 3],
    ],
    [
      [12, 5],
      [3, 3],
      [4, 2],
    ],
  ];
  const { fused } = tf;
  const ops: [
    string,
    number,
    (x: tf.Tensor4D, filter: tf.Tensor4D, strides: [number, number]) => tf.Tensor,
  ][] = [
    ['plain', 4, (x, filter, strides) => tf.conv2d(x, filter, strides, 'same')],
    ['fused', 4, (x, filter, strides) => fused.conv2d({ x, filter, strides, pad: 'same' })],
    ['depthwise', 2, (x, filter, strides) => tf.depthwiseConv2d(x, filter, strides, 'same')],
    [
      'fused depthwise',
      2,
      (x, filter, strides) => fused.depthwiseConv2d({ x, filter, strides, pad: 'same', activation: 'relu' }),
    ],
  ];
  const all = sizes.flatMap(([size, kernel, stride]) =>
    ops.map(([name, outputs, op]) => ({ name, size, kernel, stride, outputs, op })),
  );
  test.each(all)(
    '$name, x $size, kernel $kernel, stride $stride',
    async ({ size, kernel, stride, outputs, op }) => {
      const data = [values([2, ...size, 3]), values([...kernel, 3, outputs])] as const;
      const outputOn = async (engine: string) => {
        await tf.setBackend(engine);
        return tf.tidy(() =>
          op(
            tf.tensor(data[0], [2, ...size, 3]),
            tf.tensor(data[1], [...kernel, 3, outputs]),
            stride,
          ).dataSync(),
        );
      };
      expect(relativeError(await outputOn('wasm'), await outputOn('cpu'))).toBeLessThan(1e-4);
    },
  );
});

describe('depthwise convolution gradients on wasm equal those of the cpu engine', () => {
  const paddedByName = cases.filter(({ pad }) => pad === 'same' || pad === 'valid');
  test.each(paddedByName)('$title', async ({ x, kernel, stride, pad, channels }) => {
    const filter = [...kernel, channels, between(1, 3)];
    await expectSameGradients([x, filter], (image, weights) =>
      tf.depthwiseConv2d(image as tf.Tensor4D, weights as tf.Tensor4D, stride, pad as 'same' | 'valid'),
    );
  });
});

describe('pooling gradients on wasm', () => {
  test.each(cases)('of the maximum equal those of the cpu engine: $title', async (one) => {
    const { x, kernel, stride, pad, rounding } = one;
    const around = poolPad(pad, kernel);
    await expectSameGradients([x], (image) =>
      tf.maxPool(image as tf.Tensor4D, kernel, stride, around, rounding),
    );
  });

  test.each(cases)('of the average equal those of a sum divided by its count: $title', async (one) => {
    const { x, kernel, stride, pad, rounding, channels } = one;
    const around = poolPad(pad, kernel);
    const windowSums = (image: tf.Tensor) =>
      tf.depthwiseConv2d(
        image as tf.Tensor4D,
        tf.ones([...kernel, channels, 1]),
        stride,
        around,
        'NHWC',
        1,
        rounding,
      );
    await expectSameGradients(
      [x],
      (image) => tf.avgPool(image as tf.Tensor4D, kernel, stride, around, rounding),
      (image) => windowSums(image).div(windowSums(tf.ones(x))),
    );
  });

  test('of the maximum go to the first of equal values', async () => {
    await tf.setBackend('wasm');
    const x = tf.tensor4d([-1, -1, -1, -1], [1, 2, 2, 1]);
    const gradient = tf.grad((image: tf.Tensor) => tf.maxPool(image as tf.Tensor4D, 2, 2, 'valid'))(x);
    expect([...gradient.dataSync()]).toEqual([1, 0, 0, 0]);
    tf.dispose([x, gradient]);
  });

  test('reach the windows that rounding the output size up adds', async () => {
    await tf.setBackend('wasm');
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const gradient = tf.grad((image: tf.Tensor) => tf.maxPool(image as tf.Tensor4D, 2, 2, 0, 'ceil'))(x);
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 1]);
    tf.dispose([x, gradient]);
  });
});

/** A pooling window must hold at least one pixel, so its padding stays below its size. */
function poolPad(pad: Pad, kernel: [number, number]): Pad {
  if (typeof pad === 'string') return pad;
  if (typeof pad === 'number') return Math.min(pad, kernel[0] - 1);
  const within = (side: [number, number], size: number): [number, number] => [
    Math.min(side[0], size - 1),
    Math.min(side[1], size - 1),
  ];
  return [[0, 0], within(pad[1], kernel[0]), within(pad[2], kernel[1]), [0, 0]];
}

describe('gather gradients and unsorted segment sums on wasm', () => {
  test.each([0, 1, 2])('gather along axis %i', async (axis) => {
    const indices = [2, 0, 2, 1];
    await expectSameGradients([[3, 4, 5]], (x) => tf.gather(x, tf.tensor1d(indices, 'int32'), axis));
  });

  test('rows with the same id are added, rows with an id out of range are left out', async () => {
    await tf.setBackend('wasm');
    const sums = tf.tidy(() => {
      const rows = tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
        [9, 10],
      ]);
      return tf.unsortedSegmentSum(rows, tf.tensor1d([2, 0, 2, -1, 3], 'int32'), 3);
    });
    expect(await sums.array()).toEqual([
      [3, 4],
      [0, 0],
      [6, 8],
    ]);
    sums.dispose();
  });
});

describe('matrix products on wasm equal those of the cpu engine', () => {
  const flags = [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const;
  test.each(flags)('values and gradients, first factor transposed: %s, second: %s', async (first, second) => {
    const shapes = [first ? [7, 5] : [5, 7], second ? [3, 7] : [7, 3]];
    const product: Op = (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, first, second);
    await expectSameGradients(shapes, (a, b) => product(a as tf.Tensor, b as tf.Tensor).square());
  });

  test.each([1, 2])('in a batch of %i', async (batch) => {
    await expectSameGradients(
      [
        [batch, 7, 5],
        [batch, 3, 7],
      ],
      (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, true, true).square(),
    );
  });
});

describe('the other gradients a CNN needs are right on wasm', () => {
  const shape = [3, 5, 4, 6];
  const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    relu: tf.relu,
    relu6: (x) => tf.relu6(x.mul(8)),
    leakyRelu: (x) => tf.leakyRelu(x, 0.1),
    elu: tf.elu,
    selu: tf.selu,
    sigmoid: tf.sigmoid,
    tanh: tf.tanh,
    softmax: (x) => tf.softmax(x),
    logSoftmax: (x) => tf.logSoftmax(x),
    'hard swish': (x) => x.mul(tf.relu6(x.add(0.3))),
    'local response normalization': (x) => tf.localResponseNormalization(x as tf.Tensor4D, 2, 1, 0.5, 0.75),
    'global average': (x) => tf.mean(x, [1, 2]),
    'global maximum': (x) => tf.max(x, [1, 2]),
    'zero padding': (x) =>
      tf.pad(x, [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ]),
    'channel shuffle': (x) => tf.transpose(x.reshape([3, 5, 4, 2, 3]), [0, 1, 2, 4, 3]).reshape(shape),
    'split and concat': (x) => tf.concat(tf.split(x, 2, 3).reverse(), 3).square(),
    'space to batch': (x) =>
      tf
        .spaceToBatchND(
          x,
          [1, 2],
          [
            [0, 0],
            [0, 0],
          ],
        )
        .square(),
  };
  test.each(Object.entries(unary))('%s', async (_, op) => {
    await expectSameGradients([shape], op as Op);
  });

  test('prelu', async () => {
    await expectSameGradients([shape, [6]], (x, slope) => tf.prelu(x as tf.Tensor, slope as tf.Tensor));
  });

  test('batch normalization with the batch statistics', async () => {
    await expectSameGradients([shape, [6], [6]], (x, offset, scale) => {
      const { mean, variance } = tf.moments(x as tf.Tensor, [0, 1, 2]);
      return tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        1e-3,
      );
    });
  });
});

test('a model with convolutions, depthwise convolution and pooling has the same gradients on wasm and cpu', async () => {
  const layers = [
    tf.layers.conv2d({
      inputShape: [11, 9, 2],
      filters: 5,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      activation: 'relu',
    }),
    tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
    tf.layers.averagePooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 4, activation: 'softmax' }),
  ];
  const data = values([3, 11, 9, 2]);
  await tf.setBackend('cpu');
  const model = tf.sequential({ layers });
  const weights = model.getWeights().map((weight) => ({ shape: weight.shape, data: values(weight.shape) }));
  const losses: Record<string, tf.TypedArray[]> = {};
  for (const engine of ['cpu', 'wasm']) {
    await tf.setBackend(engine);
    tf.tidy(() => {
      model.setWeights(weights.map((weight) => tf.tensor(weight.data, weight.shape)));
      const x = tf.tensor(data, [3, 11, 9, 2]);
      const { value, grads } = tf.variableGrads(() =>
        (model.apply(x, { training: true }) as tf.Tensor).slice([0, 0], [3, 1]).log().neg().mean().asScalar(),
      );
      losses[engine] = [value, ...Object.values(grads)].map((gradient) => gradient.dataSync());
    });
  }
  const [cpu, wasm] = [losses.cpu as tf.TypedArray[], losses.wasm as tf.TypedArray[]];
  expect(wasm).toHaveLength(7);
  wasm.forEach((gradient, i) => expect(relativeError(gradient, cpu[i] as tf.TypedArray)).toBeLessThan(1e-4));
});

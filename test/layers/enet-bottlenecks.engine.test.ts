import * as tf from '@tensorflow/tfjs';
import { Block } from '../../src/layers/block';
import type { ENetBlockArgs } from '../../src/layers/enet-block';
import { ENetBottleneck, type ENetBottleneckArgs } from '../../src/layers/enet-bottleneck';
import { ENetDownBottleneck } from '../../src/layers/enet-down-bottleneck';
import { ENetUpBottleneck } from '../../src/layers/enet-up-bottleneck';
import { MaxPoolIndices2D } from '../../src/layers/max-pool-indices';
import { withNoise } from '../../src/ops/noise';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf } from '../support/layers';

/** What a batch norm that has seen nothing divides by. */
const NORM = Math.sqrt(1 + 1e-3);

/** So much of their kernels leaves activations far from their kinks. */
const KERNELS = 0.4;

/** What a layer makes of an image when all its kernels are `kernel`; slopes are 0.25, biases 0. */
function output(layer: tf.layers.Layer, x: tf.Tensor4D, kernel: number): number[] {
  const model = modelOf(layer, x.shape.slice(1));
  for (const { originalName, shape, write } of model.weights.map(bound)) {
    const value = originalName.endsWith('kernel')
      ? kernel
      : (INITIAL[originalName.split('/').pop() ?? ''] ?? 0);
    write(tf.fill(shape as number[], value));
  }
  return [...(model.predict(x) as tf.Tensor).dataSync()];
}

const INITIAL: Record<string, number> = { gamma: 1, moving_variance: 1, alpha: 0.25 };

function bound(weight: tf.LayerVariable) {
  const { originalName, shape } = weight;
  return { originalName, shape, write: (value: tf.Tensor) => weight.write(value) };
}

/** A pooling that an up-bottleneck undoes. */
class DownAndUp extends Block {
  static className = 'TestDownAndUp';

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const down = tf.layers.maxPooling2d({ name: 'pool', poolSize: 2 }).apply(x);
    const indices = new MaxPoolIndices2D({ name: 'indices' }).apply(x);
    const up = new ENetUpBottleneck({ name: 'up', filters: 4, activation: 'relu' });
    return up.apply([down, indices] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
  }
}
tf.serialization.registerClass(DownAndUp);

describe('ENetBottleneck', () => {
  const pixel = () => tf.tensor4d([1, 2, 3, -40], [1, 1, 1, 4]);

  it('adds what three convolutions came to, and takes the slopes of the sum', () => {
    // The first sees -34, of which the slope keeps a quarter: -8.5 times 0.5 and a quarter again, times 0.5.
    const branch = (((-34 * 0.5 * 0.25) / NORM) * 0.5 * 0.25) / NORM;
    const end = (branch * 0.5) / NORM;
    const [first = NaN, , third = NaN, last = NaN] = output(new ENetBottleneck({ filters: 4 }), pixel(), 0.5);
    expect(first).toBeCloseTo(1 + end, 4);
    expect(third).toBeCloseTo(3 + end, 4);
    expect(last).toBeCloseTo((-40 + end) / 4, 4);
  });

  it('cuts what is negative where its activation is ReLU', () => {
    const block = new ENetBottleneck({ filters: 4, activation: 'relu' });
    expect(output(block, pixel(), 0.5)).toEqual([1, 2, 3, 0]);
  });

  // conv1 and conv3 without bias, batch norms of 2, 2 and 8, slopes of 2, 2 and 8 where the activation has some.
  const around = 8 * 2 + 2 * 8 + 2 * (2 + 2 + 8) + 2 + 2 + 8;
  it.each<[string, Partial<ENetBottleneckArgs>, number]>([
    ['a 3x3 convolution', {}, 9 * 2 * 2 + 2],
    ['a dilated one', { dilation: 2 }, 9 * 2 * 2 + 2],
    ['a row without bias and a column with one', { asymmetric: 5 }, 2 * 5 * 2 * 2 + 2],
    ['ReLU without slopes', { activation: 'relu' }, 9 * 2 * 2 + 2 - 12],
  ])('has the parameters of %s', (_, args, middle) => {
    const model = modelOf(new ENetBottleneck({ filters: 8, ...args }), [4, 4, 8]);
    expect(complexity(model).params).toBe(around + middle);
    expect(model.outputs[0]?.shape).toEqual([null, 4, 4, 8]);
  });

  it('drops whole channels of the branch in training', () => {
    const block = new ENetBottleneck({ filters: 8, dropout: 0.5 });
    const model = modelOf(block, [4, 4, 8]);
    const key = { numbers: [3, 4] as [number, number], tensor: tf.tensor1d([3, 4], 'int32') };
    const x = tf.ones([2, 4, 4, 8]);
    const dropped = block.inner.getLayer('dropout');
    const seen = tf.model({ inputs: block.inner.inputs, outputs: dropped.output });
    const values = withNoise(key, () => (seen.apply(x, { training: true }) as tf.Tensor).abs().max([1, 2]));
    const channels = [...values.dataSync()];
    expect(channels.filter((value) => value === 0).length).toBeGreaterThan(1);
    expect(channels.filter((value) => value > 0).length).toBeGreaterThan(1);
    model.dispose();
  });

  it('refuses widths without a quarter, and a dilated asymmetric convolution', () => {
    expect(() => new ENetBottleneck({ name: 'b', filters: 6 })).toThrow(
      'b: filters must be a multiple of 4, got 6',
    );
    expect(() => new ENetBottleneck({ name: 'b', filters: 8, dilation: 2, asymmetric: 5 })).toThrow(
      'b: dilation 2 and asymmetric 5, expected one of them',
    );
  });

  describe.each<Partial<ENetBottleneckArgs>>([
    {},
    { dilation: 2, dropout: 0.1 },
    { asymmetric: 5, activation: 'relu' },
  ])('with %j', (args) => {
    behavesAsALayer(
      () => new ENetBottleneck({ name: 'bottleneck1_1', filters: 8, ...args }),
      [2, 3, 8],
      KERNELS,
    );
  });
});

describe('ENetDownBottleneck', () => {
  it('adds the branch to the maxima, and to zeros behind them', () => {
    const block = new ENetDownBottleneck({ filters: 4 });
    // 1 + 2 + 3 + 4 in a window of 2x2; one pixel is left for the 3x3.
    const end = (((10 * 0.1) / NORM) * 0.1) / NORM / NORM / 10;
    const values = output(block, tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), 0.1);
    [4, 0, 0, 0].forEach((main, i) => expect(values[i]).toBeCloseTo(main + end, 5));
  });

  it('has a first convolution of 2x2, no weights in the main branch', () => {
    const model = modelOf(new ENetDownBottleneck({ filters: 8 }), [4, 6, 3]);
    expect(complexity(model).params).toBe(4 * 3 * 2 + 9 * 2 * 2 + 2 + 2 * 8 + 2 * 12 + 12);
    expect(model.outputs[0]?.shape).toEqual([null, 2, 3, 8]);
  });

  const args: ENetBlockArgs = { name: 'bottleneck1_0', filters: 8, dropout: 0.01 };
  behavesAsALayer(() => new ENetDownBottleneck(args), [2, 4, 3], KERNELS);
});

describe('ENetUpBottleneck', () => {
  const up = () => {
    const inputs = [tf.input({ shape: [2, 3, 5] }), tf.input({ shape: [2, 3, 4] })];
    const block = new ENetUpBottleneck({ name: 'up', filters: 4, activation: 'relu' });
    return tf.model({ inputs, outputs: block.apply(inputs) as tf.SymbolicTensor });
  };

  it('doubles height and width, with a projection and its batch norm in the main branch', () => {
    const model = up();
    expect(model.outputs[0]?.shape).toEqual([null, 4, 6, 4]);
    const branch = 5 * 1 + 9 + 1 + 1 * 4 + 2 * (1 + 1 + 4);
    expect(complexity(model).params).toBe(branch + 5 * 4 + 2 * 4);
    // The transposed convolution moves over the small image, the last one over the large.
    expect(complexity(model).macs).toBe(6 * (5 + 9 + 5 * 4) + 24 * 4);
  });

  it('adds the branch to values at the places of the maxima', () => {
    const inputs = [tf.input({ shape: [1, 1, 4] }), tf.input({ shape: [1, 1, 4] })];
    const block = new ENetUpBottleneck({ filters: 4, activation: 'relu' });
    const model = tf.model({ inputs, outputs: block.apply(inputs) as tf.SymbolicTensor });
    for (const weight of model.weights) {
      const isKernel = weight.originalName.endsWith('kernel');
      if (isKernel) weight.write(tf.fill(weight.shape as number[], 1));
    }
    // The kernel of 3x3 tells its places apart: rows and columns 1 to 3.
    const transposed = model.weights.find(({ originalName }) => originalName.endsWith('conv2/kernel'));
    transposed?.write(tf.tensor([11, 12, 13, 21, 22, 23, 31, 32, 33], [3, 3, 1, 1]));
    const values = tf.tensor4d([1, 1, 1, 1], [1, 1, 1, 4]);
    // Of an image of 2x2x4: channel 0 came from place 0, 1 from place 1, 2 from place 2, 3 from place 3.
    const indices = tf.tensor4d([0, 5, 10, 15], [1, 1, 1, 4]);
    const result = (model.predict([values, indices]) as tf.Tensor).arraySync() as number[][][][];
    const main = 4 / NORM;
    // PyTorch pads by 1: the first row and column of the kernel fall off the image.
    const branch = [22, 23, 32, 33].map((weight) => (4 * weight) / NORM ** 3);
    (result[0] as number[][][]).flat().forEach((pixel, place) =>
      pixel.forEach((value, channel) => {
        expect(value).toBeCloseTo((branch[place] ?? NaN) + (place === channel ? main : 0), 3);
      }),
    );
  });

  behavesAsALayer(() => new DownAndUp({ name: 'down_and_up' }), [2, 4, 4], KERNELS);
});

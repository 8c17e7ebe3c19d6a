import * as tf from '@tensorflow/tfjs';
import { create } from '../../src/create';
import { BatchNorm } from '../../src/layers/batch-norm';
import { Block } from '../../src/layers/block';
import { ChannelShuffle } from '../../src/layers/channel-shuffle';
import { GroupConv2D } from '../../src/layers/grouped-conv2d';
import { ReLU6 } from '../../src/layers/relu6';
import { singleTensor } from '../../src/layers/shapes';
import { through } from '../../src/layers/through';
import { Random } from '../../src/random';

type Symbol = tf.SymbolicTensor;

/** A net with what predicting computes it by: the calls left once batch norms and activations are folded. */
export type Net = [kind: string, make: () => tf.LayersModel, steps: number];

const { layers } = tf;
const conv = (name: string, filters: number, kernelSize = 3, useBias = false) =>
  layers.conv2d({ name, filters, kernelSize, padding: 'same', useBias });
const norm = (name: string, args = {}) => new BatchNorm({ name, ...args });
const relu = (name: string) => layers.reLU({ name });
const add = (name: string, values: Symbol[]) => layers.add({ name }).apply(values) as Symbol;

class ConvUnit extends Block {
  static className = 'ConvUnitOfPredictorTest';
  protected override graph(x: Symbol): Symbol {
    return through(x, [conv('conv', 4), norm('bn'), relu('relu')]);
  }
}

/** A block that does more than run its graph. */
class DoublingBlock extends ConvUnit {
  static override className = 'DoublingBlockOfPredictorTest';
  override call(...args: Parameters<ConvUnit['call']>): tf.Tensor {
    return tf.tidy(() => tf.mul(singleTensor(super.call(...args), this.name), 2));
  }
}

/** Features to features, and the steps of these. */
const KINDS: Record<string, [features: (x: Symbol) => Symbol, steps: number]> = {
  'convolution, bias and batch norm': [(x) => through(x, [conv('a', 4, 3, true), norm('a_bn')]), 1],
  residual: [
    (x) => {
      const stem = through(x, [conv('a', 4), norm('a_bn'), relu('a_relu')]);
      const branch = through(stem, [conv('b', 4), norm('b_bn'), relu('b_relu'), conv('c', 4), norm('c_bn')]);
      return through(add('add', [branch, stem]), [relu('out')]);
    },
    5,
  ],
  inception: [
    (x) => {
      const pool = layers.averagePooling2d({ name: 'pool', poolSize: 3, strides: 1, padding: 'same' });
      const branch = (name: string, size: number) => [
        conv(name, 3, size),
        norm(`${name}_bn`),
        relu(`${name}_r`),
      ];
      const branches = [branch('a', 1), branch('b', 5), [pool, ...branch('c', 1)]].map((all) =>
        through(x, all),
      );
      return layers.concatenate({ name: 'concat' }).apply(branches) as Symbol;
    },
    5,
  ],
  'depthwise with ReLU6': [
    (x) =>
      through(x, [
        layers.depthwiseConv2d({
          name: 'dw',
          kernelSize: 3,
          depthMultiplier: 2,
          strides: 2,
          padding: 'same',
        }),
        norm('dw_bn'),
        new ReLU6({ name: 'dw_relu' }),
        conv('pw', 5, 1),
        norm('pw_bn'),
        layers.reLU({ name: 'pw_relu', maxValue: 6 }),
      ]),
    2,
  ],
  'grouped with shuffle': [
    (x) =>
      through(x, [
        conv('a', 6),
        new GroupConv2D({ name: 'g', filters: 8, kernelSize: 3, strides: 2, padding: 'same', groups: 2 }),
        norm('g_bn'),
        relu('g_relu'),
        new ChannelShuffle({ name: 'shuffle', groups: 4 }),
        new GroupConv2D({ name: 'h', filters: 4, kernelSize: 1, groups: 4, useBias: false }),
        norm('h_bn'),
      ]),
    4,
  ],
  'pre-activation': [
    (x) => {
      const stem = through(x, [conv('a', 4)]);
      const branch = [norm('b_bn'), relu('b_relu'), conv('b', 4), norm('c_bn'), relu('c_relu'), conv('c', 4)];
      return through(add('add', [through(stem, branch), stem]), [norm('out_bn'), relu('out')]);
    },
    // a, b_bn, b_relu, b with c_bn and c_relu, c, add, out_bn, out
    8,
  ],
  'batch norms without scale or center': [
    (x) =>
      through(x, [
        ...[conv('a', 4), norm('a_bn', { scale: false }), relu('a_relu')],
        ...[conv('b', 4), norm('b_bn', { center: false }), conv('c', 4)],
        ...[norm('c_bn', { scale: false, center: false, epsilon: 0.1 })],
      ]),
    3,
  ],
  "tfjs's batch norm": [
    (x) =>
      through(x, [
        ...[
          conv('a', 4, 3, true),
          layers.batchNormalization({ name: 'a_bn', epsilon: 0.01 }),
          relu('a_relu'),
        ],
        ...[conv('b', 4), layers.batchNormalization({ name: 'b_bn', scale: false, axis: 3 })],
        ...[conv('c', 10), layers.batchNormalization({ name: 'rows', axis: 1 })],
      ]),
    4,
  ],
  'a convolution read twice': [
    (x) => {
      const a = through(x, [conv('a', 4, 3, true)]);
      return add('add', [through(a, [conv('b', 4)]), through(a, [norm('a_bn')]), a]);
    },
    4,
  ],
  'a batch norm read twice': [
    (x) => {
      const a = through(x, [conv('a', 4, 3, true), norm('a_bn')]);
      return add('add', [through(a, [conv('b', 4)]), through(a, [relu('relu')]), a]);
    },
    4,
  ],
  'a convolution and a batch norm read last by what could be folded': [
    (x) => {
      const a = through(x, [conv('a', 4, 3, true)]);
      const b = through(a, [conv('b', 4), norm('b_bn')]);
      return add('add', [
        through(b, [conv('c', 4)]),
        through(b, [relu('b_relu')]),
        through(a, [norm('a_bn')]),
      ]);
    },
    6,
  ],
  'shared layers': [
    (x) => {
      const [shared, bn, activation] = [conv('shared', 3), norm('shared_bn'), relu('shared_relu')];
      const once = through(x, [shared, bn, activation]);
      return through(once, [shared, norm('own_bn'), activation, shared, bn]);
    },
    3,
  ],
  'blocks, one of them shared': [
    (x) => {
      const [first, shared] = [new ConvUnit({ name: 'unit' }), new ConvUnit({ name: 'shared' })];
      return through(x, [first, shared, shared, norm('bn'), new DoublingBlock({ name: 'doubling' })]);
    },
    // The last block is called as it is.
    5,
  ],
  'a model inside': [
    (x) => {
      const inner = tf.sequential({ name: 'inner' });
      inner.add(layers.conv2d({ name: 'a', filters: 4, kernelSize: 3, inputShape: [10, 10, 3] }));
      inner.add(norm('a_bn'));
      return through(x, [inner as unknown as tf.layers.Layer, relu('relu')]);
    },
    1,
  ],
  'activations of layers': [
    (x) =>
      through(x, [
        ...[layers.conv2d({ name: 'a', filters: 4, kernelSize: 3, activation: 'relu' }), norm('a_bn')],
        ...[conv('b', 4), norm('b_bn'), layers.leakyReLU({ name: 'leaky', alpha: 0.1 })],
        ...[layers.conv2d({ name: 'c', filters: 4, kernelSize: 3, activation: 'tanh' }), norm('c_bn')],
        ...[conv('d', 4), layers.activation({ name: 'sigmoid', activation: 'sigmoid' }), relu('relu')],
        ...[conv('e', 4), layers.activation({ name: 'tanh', activation: 'tanh' })],
      ]),
    9,
  ],
  'layers with many weights': [
    (x) =>
      through(x, [
        ...[
          layers.flatten({ name: 'features' }),
          layers.dense({ name: 'many', units: 300 }),
          relu('many_relu'),
        ],
        layers.reshape({ name: 'image_again', targetShape: [10, 10, 3] }),
        layers.conv2d({
          name: 'a',
          filters: 64,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          activation: 'relu',
        }),
        conv('b', 128),
        norm('b_bn'),
      ]),
    5,
  ],
  'strides, gaps and edges': [
    (x) =>
      through(x, [
        layers.zeroPadding2d({
          name: 'pad',
          padding: [
            [2, 1],
            [0, 3],
          ],
        }),
        layers.conv2d({ name: 'a', filters: 4, kernelSize: 3, strides: 2 }),
        norm('a_bn'),
        layers.zeroPadding2d({ name: 'pad_b', padding: 1 }),
        layers.conv2d({ name: 'b', filters: 4, kernelSize: 3, dilationRate: 2, activation: 'tanh' }),
        layers.dropout({ name: 'dropout', rate: 0.5 }),
        relu('relu'),
      ]),
    // a, the padding before b, which can't be folded, b, dropout, relu
    5,
  ],
};

function net(features: (x: Symbol) => Symbol): tf.LayersModel {
  const image = tf.input({ shape: [10, 10, 3], name: 'image' });
  const output = through(features(image), [
    layers.flatten({ name: 'flat' }),
    layers.dense({ name: 'hidden', units: 5 }),
    norm('hidden_bn'),
    relu('hidden_relu'),
    layers.dense({ name: 'logits', units: 4 }),
    layers.softmax({ name: 'probabilities' }),
  ]);
  return lively(tf.model({ inputs: image, outputs: output, name: 'net' }));
}

/** Weights as after a training, also of batch norms, which begin as if they weren't there. */
export function lively(model: tf.LayersModel, seed = 1): tf.LayersModel {
  const random = new Random(seed);
  for (const weight of model.weights) {
    const [low, high] = rangeOf(weight.originalName, weight.shape as number[]);
    const size = tf.util.sizeFromShape(weight.shape as number[]);
    const values = Float32Array.from({ length: size }, () => random.uniform(low, high));
    tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
  }
  return model;
}

function rangeOf(name: string, shape: number[]): [number, number] {
  if (/variance|gamma/.test(name)) return [0.5, 2];
  if (shape.length === 1) return [-0.5, 0.5];
  const bound = Math.sqrt(6 / (tf.util.sizeFromShape(shape) / (shape.at(-1) ?? 1)));
  return [-bound, bound];
}

export const NETS: Net[] = [
  ...Object.entries(KINDS).map(([kind, [features, steps]]): Net => [kind, () => net(features), steps + 4]),
  ['lenet5', () => create('lenet5', { seed: 1 }), 15],
  ['lenet_caffe', () => create('lenet_caffe', { seed: 1 }), 8],
];

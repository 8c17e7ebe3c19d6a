import * as tf from '@tensorflow/tfjs';
import { create } from '../../src/index';
import { BatchNorm } from '../../src/layers/batch-norm';
import { ChannelShuffle } from '../../src/layers/channel-shuffle';
import { EuclideanRBF } from '../../src/layers/euclidean-rbf';
import { GroupConv2D } from '../../src/layers/grouped-conv2d';
import { ScaledTanh } from '../../src/layers/scaled-tanh';
import { Softmin } from '../../src/layers/softmin';
import { SubsampleAndPad } from '../../src/layers/subsample-and-pad';
import { TableConv2D } from '../../src/layers/table-conv2d';
import { TrainableSubsampling } from '../../src/layers/trainable-subsampling';
import type { Layer, Net, Single } from './layers';

export interface BuildOptions {
  /** Whose layer normalises batches; with `tfjs` the model is made of the net's description, also one of the zoo. */
  norm: 'convzoo' | 'tfjs';
  /** Weight decay as tfjs has it: a penalty in the loss. Without it there is none in the model. */
  l2?: number;
  /** Ends in scores, not in probabilities; only for a model made of the description. */
  scoresOnly?: boolean;
}

/** The net as a tfjs model. */
export function build(net: Net, options: BuildOptions): tf.LayersModel {
  if (net.zoo !== undefined && options.norm === 'convzoo') {
    return create(net.zoo, { inputShape: net.input, classes: net.classes, seed: 1 });
  }
  const image = tf.input({ shape: [...net.input] });
  const scores = through(image, net.layers, options);
  const probabilities = net.scores === 'logits' ? tf.layers.softmax() : new Softmin();
  return tf.model({
    inputs: image,
    outputs: probabilities.apply(scores) as tf.SymbolicTensor,
    name: net.name,
  });
}

/** Numbers that training changes: batch norm's moving statistics are none. */
export function trainableParameters(model: tf.LayersModel): number {
  const sizes = model.trainableWeights.map(({ shape }) =>
    shape.reduce<number>((n, side) => n * (side ?? 1), 1),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function through(x: tf.SymbolicTensor, layers: readonly Layer[], options: BuildOptions): tf.SymbolicTensor {
  return layers.reduce((input, layer) => {
    if (!('branches' in layer)) return layerOf(layer, options).apply(input) as tf.SymbolicTensor;
    const branches = layer.branches.map((branch) => through(input, branch, options));
    const join = layer.kind === 'add' ? tf.layers.add() : tf.layers.concatenate();
    return join.apply(branches) as tf.SymbolicTensor;
  }, x);
}

function layerOf(layer: Single, { norm, l2 }: BuildOptions): tf.layers.Layer {
  const kernelRegularizer = l2 === undefined ? {} : { kernelRegularizer: tf.regularizers.l2({ l2 }) };
  switch (layer.kind) {
    case 'conv': {
      const { filters, size: kernelSize, stride: strides, pad: padding, bias: useBias, groups } = layer;
      const args = { filters, kernelSize, strides, padding, useBias };
      return groups === 1
        ? tf.layers.conv2d({ ...args, ...kernelRegularizer })
        : new GroupConv2D({ ...args, groups });
    }
    case 'depthwise': {
      const { size: kernelSize, stride: strides } = layer;
      const depthwiseRegularizer =
        l2 === undefined ? {} : { depthwiseRegularizer: tf.regularizers.l2({ l2 }) };
      const args = { kernelSize, strides, padding: 'same' as const, useBias: false };
      return tf.layers.depthwiseConv2d({ ...args, ...depthwiseRegularizer });
    }
    case 'tableConv':
      return new TableConv2D({ kernelSize: layer.size, table: layer.table });
    case 'norm':
      return norm === 'tfjs' ? tf.layers.batchNormalization() : new BatchNorm();
    case 'relu':
      return tf.layers.reLU();
    case 'tanh':
      return tf.layers.activation({ activation: 'tanh' });
    case 'squash':
      return new ScaledTanh({});
    case 'subsample':
      return new TrainableSubsampling({});
    case 'maxPool':
    case 'averagePool': {
      const args = { poolSize: layer.size, strides: layer.stride, padding: 'same' as const };
      return layer.kind === 'maxPool' ? tf.layers.maxPooling2d(args) : tf.layers.averagePooling2d(args);
    }
    case 'globalPool':
      return tf.layers.globalAveragePooling2d({});
    case 'flatten':
      return tf.layers.flatten();
    case 'dense':
      return tf.layers.dense({ units: layer.units, ...kernelRegularizer });
    case 'shuffle':
      return new ChannelShuffle({ groups: layer.groups });
    case 'widen':
      return new SubsampleAndPad({ filters: layer.filters, strides: layer.stride });
    case 'distances':
      return new EuclideanRBF({ codes: layer.codes });
  }
}

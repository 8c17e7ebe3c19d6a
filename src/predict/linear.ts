import * as tf from '@tensorflow/tfjs';
import { GroupConv2D } from '../layers/grouped-conv2d';
import { hasGeneralGradients } from '../ops/conv2d-gradients';
import { groupedConv2d } from '../ops/grouped-conv2d';
import { activated, activationNamed, type Activation } from './activation';
import type { LayerCall } from './layer-graph';

/** A use of a layer that multiplies with a kernel and adds a bias, as a convolution does, with its present weights. */
export interface Linear extends Bound {
  /** The shape in which a factor for each output channel is multiplied with the kernel. */
  factorShape: number[];
  /** The operation with other weights. */
  bind(weights: Bound, own: Own): Operation;
}

export interface Bound {
  kernel: tf.Tensor;
  bias: tf.Tensor1D | undefined;
  activation: Activation | undefined;
}

/** Rows or columns before and behind, of each axis. */
export type Padding = [[0, 0], [number, number], [number, number], [0, 0]];

/** Called with each tensor that was made for an operation and has to last as long. */
export type Own = <T extends tf.Tensor>(tensor: T) => T;

export type Operation = (x: tf.Tensor) => tf.Tensor;

type Bind = Linear['bind'];

interface Geometry {
  strides: [number, number];
  pad: 'same' | 'valid' | Padding;
  dilations?: [number, number];
}

/** The kernel and bias of tfjs's layers and of ours. */
interface Weights {
  kernel?: tf.LayerVariable;
  depthwiseKernel?: tf.LayerVariable;
  bias?: tf.LayerVariable | null;
}

/**
 * The convolution, depthwise or grouped convolution or dense layer that a call is, where it is one.
 *
 * @param padding of zeros that the call's input is to get first, where `takesPadding`
 */
export function linearOf({ layer, inputs }: LayerCall, padding?: Padding): Linear | undefined {
  const config = layer.getConfig();
  const activation = activationNamed(config['activation']);
  const isLinear = config['activation'] === undefined || config['activation'] === 'linear';
  if (!isLinear && activation === undefined) return undefined;
  const bind = bindOf(layer, config, inputs[0]?.shape.length, padding);
  if (bind === undefined) return undefined;
  const { kernel, depthwiseKernel, bias } = layer as unknown as Weights;
  const weights = (depthwiseKernel ?? kernel)?.read();
  if (weights === undefined) return undefined;
  const factorShape = weights.shape.slice(depthwiseKernel === undefined ? -1 : -2);
  return { kernel: weights, bias: bias?.read() as tf.Tensor1D | undefined, activation, factorShape, bind };
}

/** Whether a call is of a layer that can pad its input by itself. */
export function takesPadding(call: LayerCall): boolean {
  const { layer } = call;
  const isValid = layer.getClassName() === 'Conv2D' && layer.getConfig()['padding'] === 'valid';
  return isValid && linearOf(call) !== undefined;
}

/** The padding that a call is, where it is one. */
export function paddingOf({ layer }: LayerCall): Padding | undefined {
  const { padding, dataFormat } = layer.getConfig();
  if (layer.getClassName() !== 'ZeroPadding2D' || dataFormat !== 'channelsLast') return undefined;
  return [[0, 0], ...(padding as [[number, number], [number, number]]), [0, 0]];
}

function bindOf(
  layer: tf.layers.Layer,
  config: tf.serialization.ConfigDict,
  rank: number | undefined,
  padding: Padding | undefined,
): Bind | undefined {
  if (layer instanceof GroupConv2D) return boundGrouped(layer);
  const strides = config['strides'] as Geometry['strides'];
  const pad = config['padding'] as 'same' | 'valid';
  switch (layer.getClassName()) {
    case 'Conv2D':
      return config['dataFormat'] === 'channelsLast'
        ? boundConv2d({
            strides,
            pad: padding ?? pad,
            dilations: config['dilationRate'] as Geometry['strides'],
          })
        : undefined;
    case 'DepthwiseConv2D':
      // Without the dilation rate of the config: tfjs's layer leaves it out.
      return config['dataFormat'] === 'channelsLast' ? boundDepthwise({ strides, pad }) : undefined;
    case 'Dense':
      return rank === 2 ? boundDense : undefined;
    default:
      return undefined;
  }
}

function boundConv2d({ pad, ...geometry }: Geometry): Bind {
  return (weights) => (x) =>
    tf.fused.conv2d({
      x: x as tf.Tensor4D,
      filter: weights.kernel as tf.Tensor4D,
      ...geometry,
      pad,
      ...extras(weights),
    });
}

function boundDepthwise(geometry: Pick<Geometry, 'strides'> & { pad: 'same' | 'valid' }): Bind {
  return (weights) => (x) =>
    tf.fused.depthwiseConv2d({
      x: x as tf.Tensor4D,
      filter: weights.kernel as tf.Tensor4D,
      ...geometry,
      ...extras(weights),
    });
}

const boundDense: Bind = (weights) => (x) => tf.fused.matMul({ a: x, b: weights.kernel, ...extras(weights) });

function boundGrouped({ groups, strides, padding: pad }: GroupConv2D): Bind {
  if (hasGeneralGradients()) {
    return ({ kernel, bias, activation }) =>
      (x) => {
        const output = groupedConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, strides, pad, groups);
        return activated(bias === undefined ? output : tf.add(output, bias), activation);
      };
  }
  return ({ kernel, bias, activation }, own) => {
    const biases = bias && tf.split<tf.Tensor1D>(bias, groups).map(own);
    const operations = tf
      .split(kernel, groups, 3)
      .map((part, i) =>
        boundConv2d({ strides, pad })({ kernel: own(part), bias: biases?.[i], activation }, own),
      );
    return (x) => {
      const parts = tf.split(x, groups, 3);
      return tf.concat(
        operations.map((operation, i) => operation(parts[i] as tf.Tensor)),
        3,
      );
    };
  };
}

/** Bias and activation as tfjs's fused operations take them. */
function extras({ bias, activation }: Bound): {
  bias?: tf.Tensor1D;
  activation?: Activation['name'];
  leakyreluAlpha?: number;
} {
  return {
    ...(bias && { bias }),
    ...(activation && { activation: activation.name }),
    ...(activation?.alpha !== undefined && { leakyreluAlpha: activation.alpha }),
  };
}

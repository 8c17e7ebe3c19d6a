import type * as tf from '@tensorflow/tfjs';
import { Block } from '../layers/block';

export interface Complexity {
  /** Parameters that training changes. */
  params: number;
  /** All parameters, moving statistics and fixed codes among them. */
  totalParams: number;
  /** Multiply-adds of convolutions and fully connected layers for one image. */
  macs: number;
}

/** A custom layer that multiplies says how often: for one image, without biases. */
interface CountsMacs {
  macs(): number;
}

/** Counts a model's parameters and multiply-adds, those inside blocks too. */
export function complexity(model: tf.LayersModel): Complexity {
  return {
    params: parameters(model.trainableWeights),
    totalParams: parameters(model.weights),
    macs: modelMacs(model),
  };
}

function modelMacs(model: tf.LayersModel): number {
  return sum(model.layers.map((layer) => uses(layer, model) * macs(layer)));
}

/** How often the layer stands in the model: more than once where weights are shared. */
function uses(layer: tf.layers.Layer, model: tf.LayersModel): number {
  return layer.inboundNodes.filter((_, i) => model.containerNodes.has(`${layer.name}_ib-${i}`)).length;
}

function macs(layer: tf.layers.Layer): number {
  if (layer instanceof Block) return modelMacs(layer.inner);
  if ('macs' in layer) return (layer as tf.layers.Layer & CountsMacs).macs();
  const kernel = layer.weights.find((weight) =>
    /(^|\/)(depthwise_)?kernel(_\d+)?$/.test(weight.originalName),
  );
  if (kernel === undefined) return 0;
  const [, ...output] = layer.outputShape as tf.Shape;
  const positions = output.slice(0, -1).reduce<number>((product, size) => product * (size ?? 0), 1);
  return positions * size(kernel.shape);
}

function parameters(weights: tf.LayerVariable[]): number {
  return sum(weights.map((weight) => size(weight.shape)));
}

function size(shape: tf.Shape): number {
  return shape.reduce<number>((product, length) => product * (length ?? 0), 1);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';

/** The paper's: how far from 1 a variance may stay, and how often a kernel is scaled at most. */
const TOLERANCE = 0.1;
const MOST_TIMES = 10;

/**
 * Scales the kernels of a model's layers, one after the other from its input on, until what each layer gives has a
 * variance of 1, to a tenth: layer-sequential unit variance, Mishkin, Matas 2016, arXiv:1511.06422, algorithm 1. For a
 * model with activations that its initial weights are not meant for.
 *
 * @param model not trained yet; of a layer's own kernels there is at most one, so blocks are refused
 * @param images preprocessed, `[batch, height, width, channels]`: a batch of those that will be trained on
 * @throws ConvzooError where a layer has several kernels or an activation other than ReLU of its own, or what it gives is
 *   the same everywhere or not finite
 */
export function lsuv(model: tf.LayersModel, images: tf.Tensor): void {
  // deviation: kernels stay as they are drawn, the paper makes them orthonormal first
  for (const layer of model.layers) {
    const kernels = layer.trainableWeights.filter(({ originalName }) => originalName.includes('kernel'));
    const [kernel] = kernels;
    if (kernel === undefined) continue;
    if (kernels.length > 1)
      throw new ConvzooError(`lsuv: ${layer.name} has ${kernels.length} kernels, expected one in a layer`);
    refuseBounded(layer);
    scaleKernel(
      tf.model({ inputs: model.inputs, outputs: layer.getOutputAt(0) }),
      kernel,
      images,
      layer.name,
    );
  }
}

/** Behind a tanh no kernel makes a variance of 1. */
function refuseBounded(layer: tf.layers.Layer): void {
  const { activation } = layer.getConfig() as { activation?: string };
  if (activation !== undefined && activation !== 'linear' && activation !== 'relu')
    throw new ConvzooError(
      `lsuv: ${layer.name} ends with the activation ${activation}, expected that as a layer of its own`,
    );
}

function scaleKernel(
  upToLayer: tf.LayersModel,
  kernel: tf.LayerVariable,
  images: tf.Tensor,
  name: string,
): void {
  for (let times = 0; times < MOST_TIMES; times += 1) {
    const [variance = NaN] = tf.tidy(() =>
      tf.moments(upToLayer.predict(images) as tf.Tensor).variance.dataSync(),
    );
    if (!(variance > 0 && variance < Infinity))
      throw new ConvzooError(
        `lsuv: what ${name} gives has a variance of ${variance}, expected a positive number`,
      );
    if (Math.abs(variance - 1) < TOLERANCE) return;
    tf.tidy(() => {
      kernel.write(tf.div(kernel.read(), Math.sqrt(variance)));
    });
  }
}

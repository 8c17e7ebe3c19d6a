import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { layerGraphOf } from '../predict/layer-graph';

/**
 * The kernels of the first convolution, which read the image itself.
 *
 * @returns `[kernels, height, width, channels]`, channels as the model reads them; the caller disposes of it
 * @throws ConvzooError where no convolution reads as many channels as the image has
 */
export function firstKernels(model: tf.LayersModel): tf.Tensor4D {
  const { calls, input } = layerGraphOf(model);
  const channels = input.shape.at(-1);
  const kernels = calls
    .flatMap(({ layer }) => layer.weights)
    .find(({ originalName, shape }) => /(^|\/)kernel(_\d+)?$/.test(originalName) && shape.length === 4);
  if (kernels === undefined || kernels.shape[2] !== channels)
    throw new ConvzooError(`${model.name}: no convolution reads the image, it has no first kernels to show`);
  return tf.tidy(() => tf.transpose(kernels.read() as tf.Tensor4D, [3, 0, 1, 2]));
}

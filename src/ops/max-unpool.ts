import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { hasKernel } from './has-kernel';
import { composedPool, isAtIndex, ofWindows, perWindow } from './pooling-windows';

/**
 * Max pooling by square windows side by side, and where in its image each maximum stood, the first of equals.
 *
 * @param x `[batch, height, width, channels]`, height and width multiples of size
 * @returns the maxima `[batch, height / size, width / size, channels]`, which have a gradient, and in the same
 * shape, int32, `(row * width + column) * channels + channel` of each in `x`
 * @throws ConvzooError where the windows don't fit the image
 */
export function maxPoolWithIndices(
  x: tf.Tensor4D,
  size: number,
): [pooled: tf.Tensor4D, indices: tf.Tensor4D] {
  const [, height, width] = x.shape;
  if (!Number.isInteger(height / size) || !Number.isInteger(width / size))
    throw new ConvzooError(
      `max pooling with indices: windows of ${size} don't fit an image of ${height} x ${width}`,
    );
  // Not wherever MaxPoolWithArgmax is: wasm's (4.22) finds no negative maximum.
  const { result, indexes } = hasKernel('MaxUnpool')
    ? (tf.maxPoolWithArgmax(x, size, size, 'valid', false) as Record<'result' | 'indexes', tf.Tensor4D>)
    : composedPool(x, size);
  const op = tf.customGrad((_, save) => {
    (save as tf.GradSaveFunc)([indexes]);
    return {
      value: tf.clone(result),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        maxUnpool(dy as tf.Tensor4D, saved as tf.Tensor4D, size),
    };
  });
  return [op(x), indexes];
}

/**
 * Puts values where the maxima of `maxPoolWithIndices` stood, zeros elsewhere. Badrinarayanan et al. 2015,
 * arXiv:1511.00561, figure 3.
 *
 * @param values `[batch, height, width, channels]`; they have a gradient
 * @param indices of `maxPoolWithIndices`, in the shape of the values
 * @returns `[batch, height * size, width * size, channels]`
 */
export function maxUnpool(values: tf.Tensor4D, indices: tf.Tensor4D, size: number): tf.Tensor4D {
  tf.util.assertShapesMatch(values.shape, indices.shape, 'max unpooling: values and indices: ');
  const op = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([indices]);
    return {
      value: placed(input as tf.Tensor4D, indices, size),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        picked(dy as tf.Tensor4D, saved as tf.Tensor4D, size),
    };
  });
  return op(values);
}

function placed(values: tf.Tensor4D, indices: tf.Tensor4D, size: number): tf.Tensor4D {
  if (hasKernel('MaxUnpool')) return tf.engine().runKernel('MaxUnpool', { values, indices }, { size });
  const [batch, height, width, channels] = values.shape;
  return tf.tidy(() => {
    const images = tf.mul(perWindow(values), tf.cast(isAtIndex(indices, size), 'float32'));
    return tf.reshape(images, [batch, height * size, width * size, channels]);
  });
}

function picked(images: tf.Tensor4D, indices: tf.Tensor4D, size: number): tf.Tensor4D {
  const [batch] = images.shape;
  return tf.tidy(() => {
    if (hasKernel('BatchGather')) {
      const inputs = { x: tf.reshape(images, [batch, -1]), indices: tf.reshape(indices, [batch, -1]) };
      return tf.reshape(tf.engine().runKernel<tf.Tensor2D>('BatchGather', inputs), indices.shape);
    }
    const atIndex = tf.cast(isAtIndex(indices, size), 'float32');
    return tf.reshape(tf.sum(tf.mul(ofWindows(images, size), atIndex), [1, 3]), indices.shape);
  });
}

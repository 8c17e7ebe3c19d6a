import * as tf from '@tensorflow/tfjs';

/**
 * Pooling by square windows side by side, composed. Images are seen as
 * `[batch * rows of windows, size, columns of windows, size, channels]`, what each window has one of as
 * `[batch * rows of windows, 1, columns of windows, 1, channels]`.
 */
export function ofWindows(images: tf.Tensor4D, size: number): tf.Tensor5D {
  const [batch, height, width, channels] = images.shape;
  return tf.reshape(images, [(batch * height) / size, size, width / size, size, channels]);
}

export function perWindow(values: tf.Tensor4D): tf.Tensor5D {
  const [batch, height, width, channels] = values.shape;
  return tf.reshape(values, [batch * height, 1, width, 1, channels]);
}

/** Whether a place in a window is the one its index names; indices count within their image. */
export function isAtIndex(indices: tf.Tensor4D, size: number): tf.Tensor5D {
  const fromCorner = tf.sub<tf.Tensor4D>(indices, corners(indices.shape, size));
  return tf.equal(perWindow(fromCorner), offsets(indices.shape, size));
}

/** Max pooling and the index of each window's first maximum. */
export function composedPool(x: tf.Tensor4D, size: number): Record<'result' | 'indexes', tf.Tensor4D> {
  return tf.tidy(() => {
    const windows = ofWindows(x, size);
    const result = tf.maxPool(x, size, size, 'valid');
    const isMaximum = tf.equal(windows, perWindow(result));
    const beyond = tf.fill<tf.Rank.R5>([1, 1, 1, 1, 1], x.size, 'int32');
    const first = tf.min(tf.where(isMaximum, offsets(result.shape, size), beyond), [1, 3]);
    const indexes = tf.add<tf.Tensor4D>(tf.reshape(first, result.shape), corners(result.shape, size));
    return { result, indexes };
  });
}

type Shape4D = [number, number, number, number];

/** The index of each window's first place, `[1, rows, columns, channels]`. */
function corners([, rows, columns, channels]: Shape4D, size: number): tf.Tensor4D {
  const step = size * channels;
  const down = tf.reshape(multiples(rows, columns * size * step), [1, rows, 1, 1]);
  const across = tf.reshape(multiples(columns, step), [1, 1, columns, 1]);
  return tf.add(tf.add(down, across), multiples(channels, 1));
}

/** What a place in a window adds to the index of the first, `[1, size, 1, size, 1]`. */
function offsets([, , columns, channels]: Shape4D, size: number): tf.Tensor5D {
  const down = tf.reshape(multiples(size, columns * size * channels), [1, size, 1, 1, 1]);
  return tf.add(down, tf.reshape(multiples(size, channels), [1, 1, 1, size, 1]));
}

function multiples(count: number, step: number): tf.Tensor1D {
  return tf.tensor1d(
    Array.from({ length: count }, (_, i) => i * step),
    'int32',
  );
}

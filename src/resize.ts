import * as tf from '@tensorflow/tfjs';

/**
 * Bilinear scaling. Where it reduces, every pixel of the image counts: the triangle filter grows with the
 * reduction, as in Pillow and torchvision, so that thin strokes don't fall between the samples.
 *
 * @param images `[batch, height, width, channels]`, float32
 * @returns `[batch, size[0], size[1], channels]`; the caller disposes of it
 */
export function resizeBilinear(images: tf.Tensor4D, size: [height: number, width: number]): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  return tf.tidy(() => {
    const rowsFirst = alongFirst(tf.transpose(images, [1, 0, 2, 3]), height, size[0]);
    const columnsFirst = alongFirst(
      tf.transpose(tf.reshape(rowsFirst, [size[0], batch, width, channels]), [2, 1, 0, 3]),
      width,
      size[1],
    );
    return tf.transpose(tf.reshape(columnsFirst, [size[1], batch, size[0], channels]), [1, 2, 0, 3]);
  });
}

/** Scales the first axis, from `length` to `target`: `[target, all other axes]`. */
function alongFirst(images: tf.Tensor, length: number, target: number): tf.Tensor2D {
  const rows = tf.reshape(images, [length, -1]);
  return length === target ? (rows as tf.Tensor2D) : tf.matMul(filter(length, target), rows);
}

/** What each pixel adds to each target pixel: `[target, length]`, rows sum to 1. */
function filter(length: number, target: number): tf.Tensor2D {
  const scale = length / target;
  const reach = Math.max(scale, 1);
  const shares = new Float32Array(target * length);
  for (let i = 0; i < target; i++) {
    const centre = (i + 0.5) * scale;
    const row = shares.subarray(i * length, (i + 1) * length);
    let sum = 0;
    const last = Math.min(length - 1, Math.ceil(centre + reach));
    for (let x = Math.max(0, Math.floor(centre - reach)); x <= last; x++) {
      const share = Math.max(0, 1 - Math.abs(x + 0.5 - centre) / reach);
      row[x] = share;
      sum += share;
    }
    row.forEach((share, x) => (row[x] = share / sum));
  }
  return tf.tensor2d(shares, [target, length]);
}

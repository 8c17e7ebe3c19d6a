import * as tf from '@tensorflow/tfjs';
import { replaceGradient } from './replace-gradient';

/**
 * The gradients of concatenating and stacking as slices, not as a split. In a graph the library (2.21, with
 * oneDNN) merges a `BiasAddGrad` with the `Conv2DBackpropFilter` of the same gradient, and takes all outputs of
 * one operation for the same.
 */
export function addConcatGradients(): void {
  replaceGradient(tf.Concat, tf.Slice, (dy, saved, attrs) => {
    const [axis = 0] = tf.util.parseAxisParam(attrs['axis'] as number, (dy as tf.Tensor).shape);
    let end = 0;
    return each(saved, ({ shape }) => {
      const begin = end;
      end += shape[axis] ?? 0;
      return () => part(dy as tf.Tensor, axis, begin, shape[axis] ?? 0);
    });
  });
  replaceGradient(tf.Pack, tf.Slice, (dy, saved, attrs) => {
    const axis = attrs['axis'] as number;
    return each(
      saved,
      ({ shape }, i) =>
        () =>
          tf.reshape(part(dy as tf.Tensor, axis, i, 1), shape),
    );
  });
}

/** `length` of `x` from `begin` on along an axis. */
function part(x: tf.Tensor, axis: number, begin: number, length: number): tf.Tensor {
  const along = (value: number) => x.shape.map((_, i) => (i === axis ? value : 0));
  return tf.slice(
    x,
    along(begin),
    along(length).map((size, i) => (i === axis ? size : -1)),
  );
}

/** Operations on lists of tensors have lists of gradients, which tfjs's types don't say. */
function each(
  saved: tf.Tensor[],
  gradient: (x: tf.Tensor, index: number) => () => tf.Tensor,
): ReturnType<tf.GradFunc> {
  return Object.fromEntries(saved.map((x, i) => [i, gradient(x, i)]));
}

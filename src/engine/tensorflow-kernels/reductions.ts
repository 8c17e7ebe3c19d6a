import * as tf from '@tensorflow/tfjs';
import { addLibraryKernel } from './library';
import { only, replaceGradient } from './replace-gradient';

/** Gradients of sums and means, which tfjs multiplies with ones made in JavaScript and copied over. */
export function addReductionGradients(): void {
  addLibraryKernel<'x', { shape: number[] }>('BroadcastTo', ({ x }, { shape }) => ({
    inputs: [x, tf.tensor1d(shape, 'int32')],
    attributes: { T: ['TYPE', x.dtype], Tidx: ['TYPE', 'int32'] },
  }));
  replaceGradient(tf.Sum, 'BroadcastTo', (dy, saved, attrs) => ({
    x: () => spread(dy as tf.Tensor, only(saved).shape, axesOf(saved, attrs)),
  }));
  replaceGradient(tf.Mean, 'BroadcastTo', (dy, saved, attrs) => ({
    x: () => {
      const { shape, size } = only(saved);
      const share = tf.div(dy as tf.Tensor, size / (dy as tf.Tensor).size);
      return spread(share, shape, axesOf(saved, attrs));
    },
  }));
}

function axesOf(saved: tf.Tensor[], attrs: tf.NamedAttrMap): number[] {
  return tf.util.parseAxisParam(attrs['axis'] as number | number[], only(saved).shape);
}

/** The values of a reduction over `axes` at every position of the `shape` that was reduced. */
function spread(values: tf.Tensor, shape: number[], axes: number[]): tf.Tensor {
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return tf.engine().runKernel('BroadcastTo', { x: tf.reshape(values, kept) }, { shape });
}

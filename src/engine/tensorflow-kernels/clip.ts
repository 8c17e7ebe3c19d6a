import * as tf from '@tensorflow/tfjs';
import { execute, FLOATS, overrideKernel } from './library';
import { replaceGradient } from './replace-gradient';

/** Clipping to 0 to 6, as after a ReLU, is the library's `Relu6`. Its gradient kernel is among the activations'. */
export function addClipping(): void {
  overrideKernel<'x', tf.ClipByValueAttrs>(tf.ClipByValue, ({ x }, attrs, backend) =>
    isRelu6(attrs) && x.dtype === 'float32'
      ? execute('Relu6', { inputs: [x], attributes: FLOATS }, backend)[0]
      : undefined,
  );
  replaceGradient(
    tf.ClipByValue,
    'Relu6Grad',
    (dy, [x, y], attrs) => ({
      x: () => {
        if (x === undefined || y === undefined) throw new Error('clipping: the saved tensors are missing');
        // deviation: at inputs of exactly 0 and 6 the gradient is 0, as the library has it, where tfjs has 1.
        if (isRelu6(attrs as unknown as tf.ClipByValueAttrs))
          return tf.engine().runKernel('Relu6Grad', { dy: dy as tf.Tensor, saved: y });
        return tf.mul(dy as tf.Tensor, tf.cast(tf.equal(x, y), 'float32'));
      },
    }),
    { ...tf.getGradient(tf.ClipByValue), outputsToSave: [true] },
  );
}

function isRelu6({ clipValueMin, clipValueMax }: tf.ClipByValueAttrs): boolean {
  return clipValueMin === 0 && clipValueMax === 6;
}

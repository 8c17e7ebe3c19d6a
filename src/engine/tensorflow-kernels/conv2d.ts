import * as tf from '@tensorflow/tfjs';
import { addKernel, FLOATS, type Attributes } from './library';

interface Attrs {
  strides: number | [number, number];
  pad: 'same' | 'valid';
  dilation: number;
  /** Of the gradient. */
  shape: number[];
}

const INPUT = 'OneDnnConv2DBackpropInput';
const FILTER = 'OneDnnConv2DBackpropFilter';

/**
 * The gradients of grouped and of dilated convolutions, where the library computes them: built with oneDNN,
 * on processors it runs on, and not switched off. tfjs-node's kernels pass no dilation on.
 */
export function addOneDnnConv2DGradients(): void {
  addKernel<'dy' | 'filter', Attrs>(INPUT, tf.Conv2DBackpropInput, ({ dy, filter }, attrs) => ({
    inputs: [tf.tensor1d(attrs.shape, 'int32'), filter, dy],
    attributes: attributes(attrs),
  }));
  addKernel<'dy' | 'x', Attrs>(FILTER, tf.Conv2DBackpropFilter, ({ dy, x }, attrs) => ({
    inputs: [x, tf.tensor1d(attrs.shape, 'int32'), dy],
    attributes: attributes(attrs),
  }));
  if (computes()) return;
  tf.unregisterKernel(INPUT, 'tensorflow');
  tf.unregisterKernel(FILTER, 'tensorflow');
}

function attributes({ strides, pad, dilation }: Attrs): Attributes {
  const [down, across] = typeof strides === 'number' ? [strides, strides] : strides;
  return {
    ...FLOATS,
    strides: ['INT', [1, down, across, 1]],
    padding: ['STRING', pad.toUpperCase()],
    data_format: ['STRING', 'NHWC'],
    dilations: ['INT', [1, dilation, dilation, 1]],
  };
}

/** The library refuses dilations without oneDNN, and there is no other way to ask it. */
function computes(): boolean {
  return tf.tidy(() => {
    const dy = tf.ones([1, 1, 1, 1]);
    const filter = tf.ones([2, 2, 1, 1]);
    const attrs = { strides: 1, pad: 'valid', dilation: 2, shape: [1, 3, 3, 1] };
    try {
      tf.engine().runKernel(INPUT, { dy, filter }, attrs);
      return true;
    } catch {
      return false;
    }
  });
}

import * as tf from '@tensorflow/tfjs';
import { addKernel, FLOATS, overrideKernel, type Attributes } from './library';

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
  addKernel<'dy' | 'x', Attrs>(FILTER, tf.Conv2DBackpropFilter, ({ dy, x }, attrs) => {
    const { shape, strides } = attrs;
    const read = readBySinglePixels(x, shape, strides);
    return {
      inputs: [read ?? x, tf.tensor1d(shape, 'int32'), dy],
      attributes: attributes({ ...attrs, strides: read === undefined ? strides : 1 }),
    };
  });
  if (computes()) return;
  tf.unregisterKernel(INPUT, 'tensorflow');
  tf.unregisterKernel(FILTER, 'tensorflow');
}

/**
 * The filter's gradient of 1x1 convolutions with strides, from the pixels that they read alone: libtensorflow 2.21 with
 * oneDNN writes beyond its buffers where a last row or column is left unread, and the process ends some time later.
 */
export function addStridedPointwiseGradient(): void {
  overrideKernel<'x' | 'dy', tf.Conv2DBackpropFilterAttrs>(tf.Conv2DBackpropFilter, ({ x, dy }, attrs) => {
    const { filterShape, strides, pad } = attrs;
    const read = pad === 'same' || pad === 'valid' ? readBySinglePixels(x, filterShape, strides) : undefined;
    if (read === undefined) return undefined;
    return tf.engine().runKernel(tf.Conv2DBackpropFilter, { x: read, dy }, { ...attrs, strides: 1 });
  });
}

/** Of `x` the pixels that 1x1 kernels with strides read; undefined for other kernels. */
function readBySinglePixels(
  x: tf.TensorInfo,
  [height, width]: number[],
  strides: number | [number, number],
): tf.Tensor | undefined {
  const [down, across] = pair(strides);
  if (height !== 1 || width !== 1 || (down === 1 && across === 1)) return undefined;
  return tf.stridedSlice(x as tf.Tensor, [0, 0, 0, 0], x.shape, [1, down, across, 1]);
}

function attributes({ strides, pad, dilation }: Attrs): Attributes {
  const [down, across] = pair(strides);
  return {
    ...FLOATS,
    strides: ['INT', [1, down, across, 1]],
    padding: ['STRING', pad.toUpperCase()],
    data_format: ['STRING', 'NHWC'],
    dilations: ['INT', [1, dilation, dilation, 1]],
  };
}

/** Once `addOneDnnConv2DGradients` has looked. */
export function hasOneDnn(): boolean {
  return tf.getKernel(INPUT, 'tensorflow') != null;
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

function pair(strides: number | [number, number]): [number, number] {
  return typeof strides === 'number' ? [strides, strides] : strides;
}

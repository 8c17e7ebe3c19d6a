import * as tf from '@tensorflow/tfjs';
import { hasKernel } from './has-kernel';

export interface Geometry {
  strides: number | [number, number];
  pad: 'same' | 'valid';
}

type Gradients = [x: tf.Tensor4D, filter: tf.Tensor4D];

/** Whether the engine has kernels for the gradients of grouped and of dilated convolutions. */
export function hasGeneralGradients(): boolean {
  return hasKernel('OneDnnConv2DBackpropInput');
}

/** A convolution with groups, told by the filter's shape, or gaps, where `hasGeneralGradients()`. */
export function generalConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  geometry: Geometry & { dilation: number },
): tf.Tensor4D {
  return conv2dWith(x, filter, geometry, (dy, image, weights) => {
    const run = (part: 'Input' | 'Filter', other: tf.NamedTensorMap, shape: number[]): tf.Tensor4D =>
      tf.engine().runKernel(`OneDnnConv2DBackprop${part}`, { dy, ...other }, { ...geometry, shape });
    return [run('Input', { filter: weights }, image.shape), run('Filter', { x: image }, weights.shape)];
  });
}

/** The engine's convolution, free of what tfjs asserts about its inputs, with gradients of one's own. */
export function conv2dWith(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { strides, pad, dilation }: Geometry & { dilation: number },
  gradients: (dy: tf.Tensor4D, x: tf.Tensor4D, filter: tf.Tensor4D) => Gradients,
): tf.Tensor4D {
  const attrs = { strides, pad, dilations: dilation, dataFormat: 'NHWC' };
  const op = tf.customGrad((image, weights, save) => {
    (save as tf.GradSaveFunc)([image as tf.Tensor, weights as tf.Tensor]);
    return {
      value: tf
        .engine()
        .runKernel<tf.Tensor4D>(tf.Conv2D, { x: image as tf.Tensor, filter: weights as tf.Tensor }, attrs),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        gradients(dy as tf.Tensor4D, saved[0] as tf.Tensor4D, saved[1] as tf.Tensor4D),
    };
  });
  return op(x, filter);
}

/** The gradients of a plain convolution; tfjs has no public name for the filter's. */
export function plainGradients(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  geometry: Geometry,
): Gradients {
  const attrs = { ...geometry, dataFormat: 'NHWC' };
  const engine = tf.engine();
  return [
    engine.runKernel(tf.Conv2DBackpropInput, { dy, filter }, { ...attrs, inputShape: x.shape }),
    engine.runKernel(tf.Conv2DBackpropFilter, { x, dy }, { ...attrs, filterShape: filter.shape }),
  ];
}

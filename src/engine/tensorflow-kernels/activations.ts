import * as tf from '@tensorflow/tfjs';
import { addLibraryKernel, FLOATS, type LibraryCall } from './library';
import { only, replaceGradient } from './replace-gradient';

/** Gradients of activations as one operation each; ELU's is one in tfjs-node already. */
export function addActivationGradients(): void {
  addLibraryKernel('ReluGrad', dyFirst);
  addLibraryKernel('Relu6Grad', dyFirst);
  addLibraryKernel<'dy' | 'saved', tf.LeakyReluAttrs>('LeakyReluGrad', (inputs, { alpha }) => ({
    inputs: [inputs.dy, inputs.saved],
    attributes: { ...FLOATS, alpha: ['FLOAT', alpha] },
  }));
  addLibraryKernel('TanhGrad', dyLast);
  addLibraryKernel('SigmoidGrad', dyLast);

  replaceActivation(tf.Relu, 'ReluGrad', ofOutput(tf.getGradient(tf.Relu).gradFunc));
  replaceActivation(tf.Relu6, 'Relu6Grad', ofOutput(relu6Grad));
  const leakyRelu = { ...tf.getGradient(tf.LeakyRelu), outputsToSave: [true] };
  replaceActivation(tf.LeakyRelu, 'LeakyReluGrad', leakyRelu, leakyReluReads);
  replaceActivation(tf.Tanh, 'TanhGrad');
  replaceActivation(tf.Sigmoid, 'SigmoidGrad');
}

type Inputs = Record<'dy' | 'saved', tf.TensorInfo>;

function dyFirst({ dy, saved }: Inputs): LibraryCall {
  return { inputs: [dy, saved], attributes: FLOATS };
}

function dyLast({ dy, saved }: Inputs): LibraryCall {
  return { inputs: [saved, dy], attributes: FLOATS };
}

/** Keeping the output and not the input frees the input's memory: the next layer keeps the output anyway. */
function ofOutput(gradFunc: tf.GradFunc): Pick<tf.GradConfig, 'outputsToSave' | 'gradFunc'> {
  return { outputsToSave: [true], gradFunc };
}

/** deviation: at an input of exactly 6 the gradient is 0, as the library has it, where tfjs has 1. */
function relu6Grad(dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]): ReturnType<tf.GradFunc> {
  const y = only(saved);
  const inside = tf.mul(tf.step(y), tf.less(y, 6));
  return { x: () => tf.mul(dy as tf.Tensor, tf.cast(inside, 'float32')) };
}

/**
 * The output, whose sign is the input's unless the slope is negative. Where the gradient reads the input, the library
 * fails to fuse the activation with a convolution before it, and fuses nothing in the whole graph.
 */
function leakyReluReads(inputAndOutput: tf.Tensor[], attrs: tf.NamedAttrMap): tf.Tensor {
  const { alpha } = attrs as unknown as tf.LeakyReluAttrs;
  return only(inputAndOutput.slice(alpha < 0 ? 0 : 1));
}

function replaceActivation(
  operation: string,
  kernel: string,
  composed: Omit<tf.GradConfig, 'kernelName'> = tf.getGradient(operation),
  reads: (saved: tf.Tensor[], attrs: tf.NamedAttrMap) => tf.Tensor = only,
): void {
  const fused: tf.GradFunc = (dy, saved, attrs) => ({
    x: () => tf.engine().runKernel(kernel, { dy: dy as tf.Tensor, saved: reads(saved, attrs) }, attrs),
  });
  replaceGradient(operation, kernel, fused, { kernelName: operation, ...composed });
}

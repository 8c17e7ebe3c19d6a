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
  replaceLeakyRelu();
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
 * By the output, whose sign is the input's unless the slope is negative: the library fuses the activation with a
 * convolution before it only where nothing else reads its input, and gives up on the whole graph where it tries.
 */
function replaceLeakyRelu(): void {
  const { gradFunc, ...config } = tf.getGradient(tf.LeakyRelu);
  const fused: tf.GradFunc = (dy, inputAndOutput, attrs) => {
    const { alpha } = attrs as unknown as tf.LeakyReluAttrs;
    const saved = only(inputAndOutput.slice(alpha < 0 ? 0 : 1));
    return { x: () => tf.engine().runKernel('LeakyReluGrad', { dy: dy as tf.Tensor, saved }, attrs) };
  };
  replaceGradient(tf.LeakyRelu, 'LeakyReluGrad', fused, { ...config, outputsToSave: [true], gradFunc });
}

function replaceActivation(
  operation: string,
  kernel: string,
  composed: Omit<tf.GradConfig, 'kernelName'> = tf.getGradient(operation),
): void {
  const fused: tf.GradFunc = (dy, saved, attrs) => ({
    x: () => tf.engine().runKernel(kernel, { dy: dy as tf.Tensor, saved: only(saved) }, attrs),
  });
  replaceGradient(operation, kernel, fused, { kernelName: operation, ...composed });
}

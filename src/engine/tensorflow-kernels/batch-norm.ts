import * as tf from '@tensorflow/tfjs';
import { addLibraryKernel, FLOATS, type Attributes } from './library';
import { replaceGradient } from './replace-gradient';

export type TrainingInput = 'x' | 'scale' | 'offset' | 'mean' | 'variance';

export interface TrainingAttrs {
  epsilon: number;
  /** Share of the batch in the averages that come out, 0 to 1. */
  averageFactor: number;
}

export type GradientInput = 'dy' | 'x' | 'scale' | 'mean' | 'variance' | 'reserve';

export interface GradientAttrs {
  epsilon: number;
  /** Whether mean and variance are those of `x`, through which the gradient passes too. */
  isTraining: boolean;
}

/**
 * Batch normalisation of `[batch, height, width, channels]` in training, and the gradients of it and of
 * tfjs's own, the one for inference.
 *
 * `FusedBatchNormV3` takes `x, scale, offset, mean, variance` and gives the normalised `x`, then the averages
 * of the mean and of the variance (over n - 1), then what the gradient needs.
 */
export function addBatchNorm(): void {
  addLibraryKernel<TrainingInput, TrainingAttrs>(
    'FusedBatchNormV3',
    ({ x, scale, offset, mean, variance }, { epsilon, averageFactor }) => ({
      inputs: [x, scale, offset, mean, variance],
      attributes: { ...batchNormAttributes(epsilon, true), exponential_avg_factor: ['FLOAT', averageFactor] },
      outputs: 6,
    }),
  );
  addLibraryKernel<GradientInput, GradientAttrs>(
    'FusedBatchNormGradV3',
    ({ dy, x, scale, mean, variance, reserve }, { epsilon, isTraining }) => ({
      inputs: [dy, x, scale, mean, variance, reserve],
      attributes: batchNormAttributes(epsilon, isTraining),
      outputs: 5,
    }),
  );
  tf.registerGradient({
    kernelName: 'FusedBatchNormV3',
    inputsToSave: ['x', 'scale'],
    outputsToSave: [false, false, false, true, true, true],
    gradFunc: (dys, saved, attrs) => {
      const [dy] = dys as tf.Tensor[];
      const [x, scale, mean, variance, reserve] = saved;
      return gradients({ dy, x, scale, mean, variance, reserve }, attrs['epsilon'] as number, true);
    },
  });
  const composed = tf.getGradient(tf.FusedBatchNorm);
  replaceGradient(tf.FusedBatchNorm, 'FusedBatchNormGradV3', (dy, saved, attrs) => {
    const [x, mean, variance, scale] = saved;
    // tfjs also takes statistics of x's shape.
    if (mean?.rank !== 1) return composed.gradFunc(dy, saved, attrs);
    const inputs = { dy: dy as tf.Tensor, x, scale, mean, variance };
    const rest = () => composed.gradFunc(dy, saved, attrs) as Record<'mean' | 'variance', () => tf.Tensor>;
    return {
      ...gradients({ ...inputs, reserve: mean }, attrs['varianceEpsilon'] as number, false),
      mean: () => rest().mean(),
      variance: () => rest().variance(),
    };
  });
}

export function batchNormAttributes(epsilon: number, isTraining: boolean): Attributes {
  return {
    ...FLOATS,
    U: ['TYPE', 'float32'],
    epsilon: ['FLOAT', epsilon],
    data_format: ['STRING', 'NHWC'],
    is_training: ['BOOL', isTraining],
  };
}

/** Computed at once, for all inputs come from one operation. */
function gradients(
  inputs: Record<GradientInput, tf.Tensor | undefined>,
  epsilon: number,
  isTraining: boolean,
): Record<'x' | 'scale' | 'offset', () => tf.Tensor> {
  const [x, scale, offset] = tf
    .engine()
    .runKernel<tf.Tensor[]>('FusedBatchNormGradV3', inputs as tf.NamedTensorMap, { epsilon, isTraining });
  if (x === undefined || scale === undefined || offset === undefined)
    throw new Error('batch norm: the kernel gave no gradients');
  return { x: () => x, scale: () => scale, offset: () => offset };
}

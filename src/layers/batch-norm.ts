import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { singleShape, singleTensor } from './shapes';

export interface BatchNormArgs {
  name?: string;
  trainable?: boolean;
  /** Share of the old moving statistics kept at each step, 0 to 1; 0.99 unless told. */
  momentum?: number;
  /** Added to the variance; 1e-3 unless told. */
  epsilon?: number;
  /** Whether there is a trainable beta; true unless told. */
  center?: boolean;
  /** Whether there is a trainable gamma; true unless told. */
  scale?: boolean;
}

/**
 * Batch normalisation over the last axis. Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1.
 *
 * Input and output: `[batch, ..., channels]`. In training the statistics are the batch's (variance over n,
 * not n - 1) and the moving statistics follow them. A frozen layer (`trainable = false`) uses its moving
 * statistics and leaves them alone, also in training, as Keras does and tfjs's own layer does not.
 */
export class BatchNorm extends tf.layers.Layer {
  static className = 'BatchNorm';
  readonly momentum: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  private gamma?: tf.LayerVariable;
  private beta?: tf.LayerVariable;
  private movingMean!: tf.LayerVariable;
  private movingVariance!: tf.LayerVariable;

  constructor({ momentum = 0.99, epsilon = 1e-3, center = true, scale = true, ...args }: BatchNormArgs = {}) {
    super(args);
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.center = center;
    this.scale = scale;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = singleShape(inputShape, this.name).at(-1);
    if (channels == null)
      throw new ConvzooError(`${this.name}: the last axis must be known, got ${JSON.stringify(inputShape)}`);
    const { zeros, ones } = tf.initializers;
    if (this.scale) this.gamma = this.addWeight('gamma', [channels], 'float32', ones());
    if (this.center) this.beta = this.addWeight('beta', [channels], 'float32', zeros());
    this.movingMean = this.addWeight('moving_mean', [channels], 'float32', zeros(), undefined, false);
    this.movingVariance = this.addWeight('moving_variance', [channels], 'float32', ones(), undefined, false);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name);
      if (kwargs.training !== true || this.frozen) {
        // The kernel's gradient in tfjs-node fails where beta or gamma is left out.
        const { mean, variance, beta, gamma } = this.parameters();
        return tf.batchNorm(x, mean, variance, beta, gamma, this.epsilon);
      }
      if (x.rank === 4 && tf.getKernel('FusedBatchNormV3', tf.getBackend()) != null)
        return this.trainFused(x);
      const { normalised, mean, variance } = normalise(x, this.epsilon);
      follow(this.movingMean, mean, this.momentum);
      follow(this.movingVariance, variance, this.momentum);
      const scaled = this.gamma === undefined ? normalised : tf.mul(normalised, this.gamma.read());
      return this.beta === undefined ? scaled : tf.add(scaled, this.beta.read());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { momentum, epsilon, center, scale } = this;
    return { ...super.getConfig(), momentum, epsilon, center, scale };
  }

  /** The operation that libtensorflow has for it. `x`: `[batch, height, width, channels]`. */
  private trainFused(x: tf.Tensor): tf.Tensor {
    const { mean, variance, beta, gamma } = this.parameters();
    // It averages the variance over n - 1: both sides of its average are scaled by that, and scaled back.
    const count = x.size / mean.size;
    const correction = count / Math.max(count - 1, 1);
    const inputs = { x, scale: gamma, offset: beta, mean, variance: tf.mul(variance, correction) };
    const attrs = { epsilon: this.epsilon, averageFactor: 1 - this.momentum };
    const [y, newMean, newVariance] = tf.engine().runKernel<tf.Tensor[]>('FusedBatchNormV3', inputs, attrs);
    if (y === undefined || newMean === undefined || newVariance === undefined)
      throw new Error(`${this.name}: the kernel gave no outputs`);
    this.movingMean.write(newMean);
    this.movingVariance.write(tf.mul(newVariance, 1 / correction));
    return y;
  }

  private parameters(): Record<'mean' | 'variance' | 'beta' | 'gamma', tf.Tensor1D> {
    const mean = this.movingMean.read() as tf.Tensor1D;
    const beta = (this.beta?.read() ?? tf.zerosLike(mean)) as tf.Tensor1D;
    const gamma = (this.gamma?.read() ?? tf.onesLike(mean)) as tf.Tensor1D;
    return { mean, variance: this.movingVariance.read() as tf.Tensor1D, beta, gamma };
  }

  /** Freezing a whole model marks the weights and not the layer, so both are looked at. */
  private get frozen(): boolean {
    return !this.trainable || (this._trainableWeights.length > 0 && this.trainableWeights.length === 0);
  }
}
tf.serialization.registerClass(BatchNorm);

function follow(moving: tf.LayerVariable, value: tf.Tensor, momentum: number): void {
  moving.write(tf.add(tf.mul(moving.read(), momentum), tf.mul(value, 1 - momentum)));
}

/** `x` with zero mean and unit variance over all axes but the last, and the statistics that made it so. */
function normalise(
  x: tf.Tensor,
  epsilon: number,
): { normalised: tf.Tensor; mean: tf.Tensor; variance: tf.Tensor } {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const { mean, variance } = tf.moments(x, axes);
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const op = tf.customGrad((input, save) => {
    const normalised = tf.mul(tf.sub(input as tf.Tensor, mean), inverse);
    (save as tf.GradSaveFunc)([normalised, inverse]);
    return {
      value: normalised,
      gradFunc: (dy: tf.Tensor, [y, scale]: tf.Tensor[]) => {
        if (y === undefined || scale === undefined)
          throw new Error('batch norm: the saved tensors are missing');
        const centred = tf.sub(dy, tf.mean(dy, axes));
        return tf.mul(scale, tf.sub(centred, tf.mul(y, tf.mean(tf.mul(dy, y), axes))));
      },
    };
  });
  return { normalised: op(x), mean, variance };
}

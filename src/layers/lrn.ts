import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { channelsOf, singleTensor } from './shapes';

export interface LRNArgs {
  name?: string;
  /** Channels in a window, an odd number; 5 unless told. */
  size?: number;
  /** 2 unless told. */
  k?: number;
  /** 1e-4 unless told. */
  alpha?: number;
  /** 0.75 unless told. */
  beta?: number;
}

/**
 * Local response normalisation across channels. Krizhevsky et al. 2012, section 3.3:
 * `y_c = x_c / (k + alpha * sum x_j^2) ^ beta`, where `j` runs over the `size` channels around `c`, those that
 * exist. Input and output: `[batch, height, width, channels]`.
 *
 * The constructor takes the paper's constants, which are its defaults. Others write the same otherwise:
 *
 * | written by | window | alpha of the paper | k | its defaults |
 * | --- | --- | --- | --- | --- |
 * | the paper | n | alpha | k | n 5, k 2, alpha 1e-4, beta 0.75 |
 * | Caffe | local_size | alpha / local_size | k | local_size 5, k 1, alpha 1, beta 0.75 |
 * | PyTorch | size | alpha / size | k | k 1, alpha 1e-4, beta 0.75 |
 * | TensorFlow | 2 depth_radius + 1 | alpha | bias | depth_radius 5, bias 1, alpha 1, beta 0.5 |
 *
 * `LRN.caffe`, `LRN.pytorch` and `LRN.tensorflow` take what these write. So the paper's is
 * `LRN.pytorch({ size: 5, k: 2, alpha: 5e-4 })` or `LRN.tensorflow({ depthRadius: 2, bias: 2, alpha: 1e-4,
 * beta: 0.75 })`, whereas Caffe's AlexNet, CaffeNet and GoogLeNet are `LRN.caffe({ alpha: 1e-4 })`, five times
 * as weak and with another k.
 */
export class LRN extends tf.layers.Layer {
  static className = 'LRN';
  readonly size: number;
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;

  constructor({ size = 5, k = 2, alpha = 1e-4, beta = 0.75, ...args }: LRNArgs = {}) {
    super(args);
    if (!Number.isInteger(size) || size % 2 !== 1 || size < 1)
      throw new ConvzooError(
        `${this.name}: the window's size must be an odd number of channels, got ${size}`,
      );
    this.size = size;
    this.k = k;
    this.alpha = alpha;
    this.beta = beta;
  }

  /** Of Caffe's `lrn_param`, for `norm_region: ACROSS_CHANNELS`. */
  static caffe({
    localSize = 5,
    alpha = 1,
    ...args
  }: Omit<LRNArgs, 'size'> & { localSize?: number } = {}): LRN {
    return new LRN({ k: 1, ...args, size: localSize, alpha: alpha / localSize });
  }

  /** Of the arguments of `torch.nn.LocalResponseNorm`; it knows even sizes too, which are refused here. */
  static pytorch({ size, alpha = 1e-4, ...args }: LRNArgs & { size: number }): LRN {
    return new LRN({ k: 1, ...args, size, alpha: alpha / size });
  }

  /** Of the arguments of `tf.nn.local_response_normalization` and `tf.localResponseNormalization`. */
  static tensorflow({
    depthRadius = 5,
    bias = 1,
    alpha = 1,
    beta = 0.5,
    ...args
  }: Omit<LRNArgs, 'size' | 'k'> & { depthRadius?: number; bias?: number } = {}): LRN {
    return new LRN({ ...args, size: 2 * depthRadius + 1, k: bias, alpha, beta });
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    channelsOf(inputShape, this.name);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = singleTensor(inputs, this.name) as tf.Tensor4D;
    return tf.localResponseNormalization(x, (this.size - 1) / 2, this.k, this.alpha, this.beta);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { size, k, alpha, beta } = this;
    return { ...super.getConfig(), size, k, alpha, beta };
  }
}
tf.serialization.registerClass(LRN);

import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from './batch-norm';
import { convolution } from './convolution';
import { InceptionBlock, type InceptionBlockArgs } from './inception-block';
import { Scale } from './scale';
import { channelsOf } from './shapes';
import { through } from './through';

export interface ResidualInceptionBlockArgs extends InceptionBlockArgs {
  /** What the branches together are multiplied by before they are added to the input; 1 unless told. */
  scale?: number;
  /** Whether a ReLU follows the sum; true unless told. */
  isActivated?: boolean;
  /**
   * Filters of a 1x1 convolution on the shortcut; then there is batch norm behind the sum too. Unless told, the input
   * is added as it is.
   */
  projection?: number;
}

/**
 * An Inception block with a shortcut around it: a 1x1 convolution, which has a bias and nothing behind it, brings the
 * branches' channels to those that the input has, and their sum passes a ReLU. Szegedy et al. 2016, arXiv:1602.07261,
 * figures 10 to 20; section 3.3 for the scale.
 *
 * Input: `[batch, height, width, channels]`. Output: the same shape, or `projection` channels. The branches must keep
 * height and width.
 */
export class ResidualInceptionBlock extends InceptionBlock {
  static override className = 'ResidualInceptionBlock';
  readonly scale: number;
  readonly isActivated: boolean;
  readonly projection: number | undefined;

  constructor({ scale = 1, isActivated = true, projection, ...args }: ResidualInceptionBlockArgs) {
    super(args);
    this.scale = scale;
    this.isActivated = isActivated;
    this.projection = projection;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { scale, projection } = this;
    const filters = projection ?? channelsOf(x.shape, this.name);
    const linear = (name: string) => convolution({ name, filters, kernelSize: 1, useBias: true });
    const branches = super.graph(x);
    const residual = through(branches, [
      ...linear('up'),
      ...(scale === 1 ? [] : [new Scale({ name: 'scale', factor: scale })]),
    ]);
    const shortcut = projection === undefined ? x : through(x, linear('shortcut'));
    const sum = tf.layers.add({ name: 'add' }).apply([shortcut, residual]) as tf.SymbolicTensor;
    return through(sum, [
      ...(projection === undefined ? [] : [new BatchNorm({ name: 'bn', momentum: 0.9, ...this.batchNorm })]),
      ...(this.isActivated ? [tf.layers.reLU({ name: 'relu' })] : []),
    ]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { scale, isActivated, projection } = this;
    return { ...super.getConfig(), scale, isActivated, ...(projection !== undefined && { projection }) };
  }
}
tf.serialization.registerClass(ResidualInceptionBlock);

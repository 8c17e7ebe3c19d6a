import * as tf from '@tensorflow/tfjs';
import { ResidualBlock, type ResidualBlockArgs } from './residual-block';
import { through } from './through';

export interface PreactivationBlockArgs extends ResidualBlockArgs {
  /** Whether the shortcut begins behind the first batch norm and ReLU; false, at the raw input, unless told. */
  activatedShortcut?: boolean;
}

/**
 * The block of a ResNet with nothing on its identity path: batch norm and ReLU before each convolution, none after
 * the addition. He et al. 2016, arXiv:1603.05027, figure 1b.
 *
 * Shapes as in a `ResidualBlock`.
 */
export class PreactivationBlock extends ResidualBlock {
  static override className = 'PreactivationBlock';
  private readonly activatedShortcut: boolean;

  constructor({ activatedShortcut = false, ...args }: PreactivationBlockArgs) {
    super(args);
    this.activatedShortcut = activatedShortcut;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const [first = [], ...others] = this.convolutions.map((_, i) => [
      this.batchNorm(i + 1),
      this.relu(i + 1),
      ...this.convolution(i + 1),
    ]);
    const activated = through(x, first.slice(0, 2));
    const branch = through(activated, [...first.slice(2), ...others.flat()]);
    return this.sum(branch, this.activatedShortcut ? activated : x);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), activatedShortcut: this.activatedShortcut };
  }
}
tf.serialization.registerClass(PreactivationBlock);

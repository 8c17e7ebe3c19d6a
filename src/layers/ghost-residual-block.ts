import * as tf from '@tensorflow/tfjs';
import { GhostModule, type Ghosts } from './ghost-module';
import { ResidualBlock, type ResidualBlockArgs } from './residual-block';
import { through } from './through';

export interface GhostResidualBlockArgs extends Omit<ResidualBlockArgs, 'useBias' | 'epsilon'>, Ghosts {}

/**
 * The block of a ResNet with ghost modules for convolutions: ReLU in all but the last, and after the addition. Han
 * et al. 2019, arXiv:1911.11907, section 4.2.
 *
 * Input and output as of a {@link ResidualBlock}.
 */
export class GhostResidualBlock extends ResidualBlock {
  static override className = 'GhostResidualBlock';
  readonly ratio: number;
  readonly cheapKernelSize: number;

  constructor({ ratio = 2, cheapKernelSize = 3, ...args }: GhostResidualBlockArgs) {
    super(args);
    this.ratio = ratio;
    this.cheapKernelSize = cheapKernelSize;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { convolutions, ratio, cheapKernelSize } = this;
    const modules = convolutions.map((convolution, i) => {
      const isActivated = i < convolutions.length - 1;
      return new GhostModule({ name: `ghost${i + 1}`, ...convolution, ratio, cheapKernelSize, isActivated });
    });
    return through(this.sum(through(x, modules), x), [tf.layers.reLU({ name: 'relu' })]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { ratio, cheapKernelSize } = this;
    return { ...super.getConfig(), ratio, cheapKernelSize };
  }
}
tf.serialization.registerClass(GhostResidualBlock);

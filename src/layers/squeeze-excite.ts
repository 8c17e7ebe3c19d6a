import * as tf from '@tensorflow/tfjs';
import { Block } from './block';
import { convolution } from './convolution';
import { HardSigmoid } from './hard-sigmoid';
import { channelsOf } from './shapes';
import { through } from './through';

export interface SqueezeExciteArgs {
  name?: string;
  trainable?: boolean;
  /** Channels between the two 1x1 convolutions. */
  squeezed: number;
}

/**
 * Multiplies each channel by a gate from 0 to 1 that is made of all channels' means: two 1x1 convolutions with
 * biases, ReLU between them, a hard sigmoid behind them. Hu et al. 2017, arXiv:1709.01507, section 3; with the hard
 * sigmoid: Howard et al. 2019, arXiv:1905.02244, section 5.2.
 *
 * Input and output: `[batch, height, width, channels]`.
 */
export class SqueezeExcite extends Block {
  static className = 'SqueezeExcite';
  readonly squeezed: number;

  constructor({ squeezed, ...args }: SqueezeExciteArgs) {
    super(args);
    this.squeezed = squeezed;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const channels = channelsOf(x.shape, this.name);
    const gate = through(x, [
      tf.layers.globalAveragePooling2d({ name: 'pool' }),
      tf.layers.reshape({ name: 'pixel', targetShape: [1, 1, channels] }),
      ...convolution({ name: 'reduce', filters: this.squeezed, kernelSize: 1, useBias: true }),
      tf.layers.reLU({ name: 'relu' }),
      ...convolution({ name: 'expand', filters: channels, kernelSize: 1, useBias: true }),
      new HardSigmoid({ name: 'gate' }),
    ]);
    return tf.layers.multiply({ name: 'scale' }).apply([x, gate]) as tf.SymbolicTensor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), squeezed: this.squeezed };
  }
}
tf.serialization.registerClass(SqueezeExcite);

import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { BatchNorm } from './batch-norm';
import { Block } from './block';
import { ChannelPReLU } from './channel-prelu';
import { convolution } from './convolution';
import { SpatialDropout2D } from './dropout';

export interface ENetBlockArgs {
  name?: string;
  trainable?: boolean;
  /** Channels of the output, a multiple of 4; the branch has a quarter of them inside. */
  filters: number;
  /** Share of the branch's channels that training sets to zero at its end; 0 unless told. */
  dropout?: number;
  /** `'prelu'` with a slope for each channel, as the encoder has it, unless told; the decoder has `'relu'`. */
  activation?: 'prelu' | 'relu';
}

/**
 * What the bottlenecks of ENet have in common: a main branch plus one of three convolutions, batch norm behind each,
 * activations between them and behind the sum. Paszke et al. 2016, arXiv:1606.02147, figure 2b.
 */
export abstract class ENetBlock extends Block {
  protected readonly filters: number;
  protected readonly dropout: number;
  protected readonly activation: 'prelu' | 'relu';

  constructor({ filters, dropout = 0, activation = 'prelu', ...args }: ENetBlockArgs) {
    super(args);
    if (!Number.isInteger(filters / 4))
      throw new ConvzooError(`${this.name}: filters must be a multiple of 4, got ${filters}`);
    this.filters = filters;
    this.dropout = dropout;
    this.activation = activation;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, dropout, activation } = this;
    return { ...super.getConfig(), filters, dropout, activation };
  }

  /** Filters inside the branch. */
  protected get reduced(): number {
    return this.filters / 4;
  }

  /** The branch: its first convolution, the one in the middle, and the 1x1 convolution at its end. */
  protected branch(first: tf.layers.Layer[], middle: tf.layers.Layer[]): tf.layers.Layer[] {
    return [
      ...first,
      batchNorm('bn1'),
      this.activated('1'),
      ...middle,
      batchNorm('bn2'),
      this.activated('2'),
      ...convolution({ name: 'conv3', filters: this.filters, kernelSize: 1 }),
      batchNorm('bn3'),
      ...(this.dropout > 0 ? [new SpatialDropout2D({ name: 'dropout', rate: this.dropout })] : []),
    ];
  }

  protected sum(main: tf.SymbolicTensor, branch: tf.SymbolicTensor): tf.SymbolicTensor {
    const sum = tf.layers.add({ name: 'add' }).apply([main, branch]);
    return this.activated('_out').apply(sum) as tf.SymbolicTensor;
  }

  private activated(role: string): tf.layers.Layer {
    const name = `${this.activation}${role}`;
    return this.activation === 'prelu' ? new ChannelPReLU({ name }) : tf.layers.reLU({ name });
  }
}

export function batchNorm(name: string): BatchNorm {
  return new BatchNorm({ name, momentum: 0.9, epsilon: 1e-3 });
}

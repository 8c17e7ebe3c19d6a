import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { channelShuffle } from '../ops/channel-shuffle';
import { channelsOf, singleTensor } from './shapes';

export interface ChannelShuffleArgs {
  name?: string;
  groups: number;
}

/**
 * Deals the channels of groups out in turn: of groups [a b c] [d e f] it makes a d b e c f.
 * Zhang et al. 2018, arXiv:1707.01083, figure 1.
 *
 * Input and output: `[batch, height, width, channels]`, channels a multiple of groups.
 */
export class ChannelShuffle extends tf.layers.Layer {
  static className = 'ChannelShuffle';
  readonly groups: number;

  constructor({ groups, ...args }: ChannelShuffleArgs) {
    super(args);
    this.groups = groups;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = channelsOf(inputShape, this.name);
    if (!Number.isInteger(channels / this.groups))
      throw new ConvzooError(`${this.name}: ${channels} channels don't split into ${this.groups} groups`);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => channelShuffle(singleTensor(inputs, this.name) as tf.Tensor4D, this.groups));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups };
  }
}
tf.serialization.registerClass(ChannelShuffle);

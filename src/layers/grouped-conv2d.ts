import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { groupedConv2d } from '../ops/grouped-conv2d';
import { BaseConv2D, type BaseConv2DArgs } from './base-conv2d';

/** `filters` must be a multiple of groups. */
export interface GroupConv2DArgs extends BaseConv2DArgs {
  /** In rows and columns; 1 unless told. */
  strides?: number | [number, number];
  groups: number;
}

/**
 * A convolution whose channels stand in groups: each group of outputs sees its group of inputs only.
 * Krizhevsky et al. 2012, figure 2; Xie et al. 2017, arXiv:1611.05431.
 *
 * Input: `[batch, height, width, channels]`, channels a multiple of groups; output:
 * `[batch, outHeight, outWidth, filters]`. Weights: `kernel`
 * `[kernelHeight, kernelWidth, channels / groups, filters]` and `bias` `[filters]`.
 */
export class GroupConv2D extends BaseConv2D {
  static className = 'GroupConv2D';
  readonly groups: number;

  constructor({ groups, ...args }: GroupConv2DArgs) {
    super(args);
    if (!Number.isInteger(args.filters / groups))
      throw new ConvzooError(
        `${this.name}: filters must be a multiple of groups, got ${args.filters} and ${groups}`,
      );
    this.groups = groups;
  }

  protected override convolved(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
    return groupedConv2d(x, kernel, this.strides, this.padding, this.groups);
  }

  protected override seen(channels: number): number {
    if (!Number.isInteger(channels / this.groups))
      throw new ConvzooError(
        `${this.name}: ${channels} input channels don't split into ${this.groups} groups`,
      );
    return channels / this.groups;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), strides: this.strides, groups: this.groups };
  }
}
tf.serialization.registerClass(GroupConv2D);

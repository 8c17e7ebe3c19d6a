import * as tf from '@tensorflow/tfjs';
import { groupedConv2d } from '../ops/grouped-conv2d';
import { initializerOf, serialized, type Initializer, type InitializerLike } from './initializer';
import { channelsOf, singleShape, singleTensor } from './shapes';

export interface GroupConv2DArgs {
  name?: string;
  trainable?: boolean;
  /** Output channels, a multiple of groups. */
  filters: number;
  /** Height and width of the kernels, in pixels. */
  kernelSize: number | [number, number];
  /** In rows and columns; 1 unless told. */
  strides?: number | [number, number];
  /** `'valid'` unless told. */
  padding?: 'same' | 'valid';
  groups: number;
  /** Whether there is a trainable bias; true unless told. */
  useBias?: boolean;
  /** `'glorotNormal'` unless told, as for tfjs's own convolutions. */
  kernelInitializer?: InitializerLike;
  /** `'zeros'` unless told. */
  biasInitializer?: InitializerLike;
}

/**
 * A convolution whose channels stand in groups: each group of outputs sees its group of inputs only.
 * Krizhevsky et al. 2012, figure 2; Xie et al. 2017, arXiv:1611.05431.
 *
 * Input: `[batch, height, width, channels]`, channels a multiple of groups; output:
 * `[batch, outHeight, outWidth, filters]`. Weights: `kernel`
 * `[kernelHeight, kernelWidth, channels / groups, filters]` and `bias` `[filters]`.
 */
export class GroupConv2D extends tf.layers.Layer {
  static className = 'GroupConv2D';
  readonly filters: number;
  readonly kernelSize: [number, number];
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  readonly groups: number;
  readonly useBias: boolean;
  private readonly kernelInitializer: Initializer;
  private readonly biasInitializer: Initializer;
  private kernel!: tf.LayerVariable;
  private bias?: tf.LayerVariable;

  constructor({
    filters,
    kernelSize,
    strides = 1,
    padding = 'valid',
    groups,
    useBias = true,
    kernelInitializer = 'glorotNormal',
    biasInitializer = 'zeros',
    ...args
  }: GroupConv2DArgs) {
    super(args);
    if (!Number.isInteger(filters / groups))
      throw new Error(`${this.name}: filters must be a multiple of groups, got ${filters} and ${groups}`);
    this.filters = filters;
    this.kernelSize = pair(kernelSize);
    this.strides = pair(strides);
    this.padding = padding;
    this.groups = groups;
    this.useBias = useBias;
    this.kernelInitializer = initializerOf(kernelInitializer);
    this.biasInitializer = initializerOf(biasInitializer);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = channelsOf(inputShape, this.name);
    if (!Number.isInteger(channels / this.groups))
      throw new Error(`${this.name}: ${channels} input channels don't split into ${this.groups} groups`);
    const shape = [...this.kernelSize, channels / this.groups, this.filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', this.kernelInitializer);
    if (this.useBias) this.bias = this.addWeight('bias', [this.filters], 'float32', this.biasInitializer);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name) as tf.Tensor4D;
      const kernel = this.kernel.read() as tf.Tensor4D;
      const output = groupedConv2d(x, kernel, this.strides, this.padding, this.groups);
      return this.bias === undefined ? output : tf.add(output, this.bias.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, height, width] = singleShape(inputShape, this.name);
    return [batch, this.outputLength(height, 0), this.outputLength(width, 1), this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, padding, groups, useBias } = this;
    return {
      ...super.getConfig(),
      filters,
      kernelSize,
      strides,
      padding,
      groups,
      useBias,
      kernelInitializer: serialized(this.kernelInitializer),
      biasInitializer: serialized(this.biasInitializer),
    };
  }

  private outputLength(length: number | null | undefined, axis: 0 | 1): number | null {
    if (length == null) return null;
    const positions = this.padding === 'same' ? length : length - this.kernelSize[axis] + 1;
    return Math.ceil(positions / this.strides[axis]);
  }
}
tf.serialization.registerClass(GroupConv2D);

function pair(size: number | [number, number]): [number, number] {
  return typeof size === 'number' ? [size, size] : size;
}

import * as tf from '@tensorflow/tfjs';
import { initializerOf, serialized, type Initializer, type InitializerLike } from './initializer';
import { channelsOf, singleShape, singleTensor } from './shapes';

export interface BaseConv2DArgs {
  name?: string;
  trainable?: boolean;
  /** Output channels. */
  filters: number;
  /** Height and width of the kernels, in pixels. */
  kernelSize: number | [number, number];
  /** `'valid'` unless told. */
  padding?: 'same' | 'valid';
  /** Whether there is a trainable bias; true unless told. */
  useBias?: boolean;
  /** `'glorotNormal'` unless told, as for tfjs's own convolutions. */
  kernelInitializer?: InitializerLike;
  /** `'zeros'` unless told. */
  biasInitializer?: InitializerLike;
}

/** Steps from window to window, and between neighbours in a window. */
interface Steps {
  strides?: number | [number, number];
  dilation?: number;
}

/** What our own convolutions have in common: a kernel, a bias and the shapes. */
export abstract class BaseConv2D extends tf.layers.Layer {
  readonly filters: number;
  readonly kernelSize: [number, number];
  readonly padding: 'same' | 'valid';
  readonly useBias: boolean;
  readonly strides: [number, number];
  readonly dilation: number;
  private readonly kernelInitializer: Initializer;
  private readonly biasInitializer: Initializer;
  private kernel!: tf.LayerVariable;
  private bias?: tf.LayerVariable;

  constructor({
    filters,
    kernelSize,
    padding = 'valid',
    useBias = true,
    kernelInitializer = 'glorotNormal',
    biasInitializer = 'zeros',
    strides = 1,
    dilation = 1,
    ...args
  }: BaseConv2DArgs & Steps) {
    super(args);
    this.filters = filters;
    this.kernelSize = pair(kernelSize);
    this.padding = padding;
    this.useBias = useBias;
    this.strides = pair(strides);
    this.dilation = dilation;
    this.kernelInitializer = initializerOf(kernelInitializer);
    this.biasInitializer = initializerOf(biasInitializer);
  }

  /** The convolution without its bias. */
  protected abstract convolved(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D;

  /** How many of the input's channels a filter sees. */
  protected seen(channels: number): number {
    return channels;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [...this.kernelSize, this.seen(channelsOf(inputShape, this.name)), this.filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', this.kernelInitializer);
    if (this.useBias) this.bias = this.addWeight('bias', [this.filters], 'float32', this.biasInitializer);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name) as tf.Tensor4D;
      const output = this.convolved(x, this.kernel.read() as tf.Tensor4D);
      return this.bias === undefined ? output : tf.add(output, this.bias.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, height, width] = singleShape(inputShape, this.name);
    return [batch, this.outputLength(height, 0), this.outputLength(width, 1), this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, padding, useBias } = this;
    return {
      ...super.getConfig(),
      filters,
      kernelSize,
      padding,
      useBias,
      kernelInitializer: serialized(this.kernelInitializer),
      biasInitializer: serialized(this.biasInitializer),
    };
  }

  private outputLength(length: number | null | undefined, axis: 0 | 1): number | null {
    if (length == null) return null;
    const reach = (this.kernelSize[axis] - 1) * this.dilation;
    return Math.ceil((this.padding === 'same' ? length : length - reach) / this.strides[axis]);
  }
}

function pair(size: number | [number, number]): [number, number] {
  return typeof size === 'number' ? [size, size] : size;
}

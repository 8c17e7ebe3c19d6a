import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { fanInUniform } from './fan-in-uniform';
import { imageShape, singleTensor } from './shapes';

export interface TableConv2DArgs {
  name?: string;
  trainable?: boolean;
  /** Height and width of the kernels, in pixels. */
  kernelSize: number;
  /** For each output map the input maps that feed it, e.g. `[[0, 1, 2], [1, 2, 3]]`. */
  table: readonly (readonly number[])[];
}

/**
 * A convolution in which each output map sees only some input maps, without padding, stride 1.
 * LeCun et al. 1998, section II.B, layer C3 and table I.
 *
 * Only the kernels of existing connections are weights: `kernel` is `[kernelSize, kernelSize, connections]`,
 * in the order of the table. Input: `[batch, height, width, channels]`;
 * output: `[batch, height - kernelSize + 1, width - kernelSize + 1, table.length]`.
 */
export class TableConv2D extends tf.layers.Layer {
  static className = 'TableConv2D';
  readonly kernelSize: number;
  readonly table: readonly (readonly number[])[];
  private kernel!: tf.LayerVariable;
  private bias!: tf.LayerVariable;
  private channels = 0;

  constructor({ kernelSize, table, ...args }: TableConv2DArgs) {
    super(args);
    if (table.length === 0 || table.some((inputs) => inputs.length === 0)) {
      throw new ConvzooError(
        `${this.name}: each output map needs an input map, got the table ${JSON.stringify(table)}`,
      );
    }
    this.kernelSize = kernelSize;
    this.table = table;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.channels = imageShape(inputShape, this.name).channels;
    const unknown = this.table
      .flat()
      .find((map) => !Number.isInteger(map) || map < 0 || map >= this.channels);
    if (unknown !== undefined) {
      throw new ConvzooError(
        `${this.name}: the table names input map ${unknown}, but there are maps 0 to ${this.channels - 1}`,
      );
    }
    const { kernelSize, table } = this;
    const initial = tf.tidy(() =>
      tf.concat(
        table.map((maps) =>
          fanInUniform(kernelSize ** 2 * maps.length).apply([kernelSize, kernelSize, maps.length]),
        ),
        2,
      ),
    );
    const { zeros } = tf.initializers;
    this.kernel = this.addWeight('kernel', [kernelSize, kernelSize, table.flat().length], 'float32', zeros());
    this.kernel.write(initial);
    initial.dispose();
    this.bias = this.addWeight('bias', [table.length], 'float32', zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name) as tf.Tensor4D;
      return tf.add(tf.conv2d(x, this.denseKernel(), 1, 'valid'), this.bias.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { height, width } = imageShape(inputShape, this.name);
    return [null, height - this.kernelSize + 1, width - this.kernelSize + 1, this.table.length];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { kernelSize, table } = this;
    return { ...super.getConfig(), kernelSize, table: table.map((maps) => [...maps]) };
  }

  /** Multiply-adds for one image. */
  macs(): number {
    const [, height, width] = this.outputShape as tf.Shape;
    return (height ?? 0) * (width ?? 0) * this.kernelSize ** 2 * this.table.flat().length;
  }

  /** `[kernelSize, kernelSize, channels, maps]` with zeros where there is no connection. */
  private denseKernel(): tf.Tensor4D {
    const { kernelSize, table, channels } = this;
    const pairs = table.flatMap((maps, output) => maps.map((map) => map * table.length + output));
    const all = tf.range(0, channels * table.length, 1, 'int32');
    const placement = tf.equal(tf.tensor2d(pairs, [pairs.length, 1], 'int32'), all).toFloat();
    const kernels = tf.reshape(this.kernel.read(), [kernelSize ** 2, pairs.length]);
    return tf.reshape(tf.matMul(kernels, placement), [kernelSize, kernelSize, channels, table.length]);
  }
}
tf.serialization.registerClass(TableConv2D);

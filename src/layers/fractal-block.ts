import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { BatchNorm } from './batch-norm';
import { Block } from './block';
import { convolution } from './convolution';
import { Dropout } from './dropout';
import { FractalJoin } from './fractal-join';
import { through } from './through';

export interface FractalBlockArgs {
  name?: string;
  trainable?: boolean;
  filters: number;
  /** C of the paper: the k-th of them, counted from 1, has 2^(k-1) convolutions. */
  columns: number;
  /** Share of each convolution's values that training sets to zero; 0 unless told. */
  dropout?: number;
  /** Probability that local drop-path drops a join's path, 0 to 1; 0 unless told. */
  dropPath?: number;
  /** The only column that there is, counted from 1, the shallowest: it makes a plain net. All of them unless told. */
  column?: number | undefined;
}

/**
 * A block of a fractal net: columns of 1, 2, 4 ... convolutions of 3x3, joined wherever more than one ends. Larsson et
 * al. 2017, arXiv:1605.07648, figure 1. Dropout, batch norm and ReLU stand behind each convolution.
 *
 * Inputs: `[batch, height, width, channels]` and, for global drop-path, the output of the net's `ColumnDraw`, which
 * without a second input draws no columns. Output: `[batch, height, width, filters]`.
 */
export class FractalBlock extends Block {
  static className = 'FractalBlock';
  private readonly filters: number;
  private readonly columns: number;
  private readonly dropout: number;
  private readonly dropPath: number;
  private readonly column: number | undefined;

  constructor({ filters, columns, dropout = 0, dropPath = 0, column, ...args }: FractalBlockArgs) {
    super(args);
    if (column !== undefined && !(Number.isInteger(column) && column >= 1 && column <= columns))
      throw new ConvzooError(`${this.name}: column must be an integer from 1 to ${columns}, got ${column}`);
    this.filters = filters;
    this.columns = columns;
    this.dropout = dropout;
    this.dropPath = dropPath;
    this.column = column;
  }

  protected override graph(x: tf.SymbolicTensor, drawn?: tf.SymbolicTensor): tf.SymbolicTensor {
    const { columns, column } = this;
    const present = column === undefined ? Array.from({ length: columns }, (_, i) => i + 1) : [column];
    const ends = new Map(present.map((each) => [each, x]));
    let joined = x;
    // In steps of the deepest column's convolutions.
    for (let step = 1; step <= 2 ** (columns - 1); step++) {
      const ending = present.filter((each) => step % span(columns, each) === 0);
      if (ending.length === 0) continue;
      const outputs = ending.map((each) => {
        const unit = this.unit(each, step / span(columns, each));
        return through(ends.get(each) ?? x, unit);
      });
      joined = this.join(outputs, step, drawn);
      for (const each of ending) ends.set(each, joined);
    }
    return joined;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, columns, dropout, dropPath, column } = this;
    const base = { ...super.getConfig(), filters, columns, dropout, dropPath };
    return { ...base, ...(column !== undefined && { column }) };
  }

  private unit(column: number, number: number): tf.layers.Layer[] {
    const { filters, dropout: rate } = this;
    const name = `col${column}_unit${number}`;
    return [
      ...convolution({ name: `${name}_conv`, filters, kernelSize: 3, useBias: true }),
      ...(rate > 0 ? [new Dropout({ name: `${name}_dropout`, rate })] : []),
      new BatchNorm({ name: `${name}_bn`, momentum: 0.9, epsilon: 1e-5 }),
      tf.layers.reLU({ name: `${name}_relu` }),
    ];
  }

  private join(
    outputs: tf.SymbolicTensor[],
    step: number,
    drawn: tf.SymbolicTensor | undefined,
  ): tf.SymbolicTensor {
    const [only, ...others] = outputs;
    if (only !== undefined && others.length === 0) return only;
    const join = new FractalJoin({ name: `join${step}`, paths: outputs.length, dropPath: this.dropPath });
    return join.apply(drawn === undefined ? outputs : [...outputs, drawn]) as tf.SymbolicTensor;
  }
}
tf.serialization.registerClass(FractalBlock);

/** How many of the deepest column's convolutions stand beside one of that column's. */
function span(columns: number, column: number): number {
  return 2 ** (columns - column);
}

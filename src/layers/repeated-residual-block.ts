import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { BatchNorm } from './batch-norm';
import { Block } from './block';
import { convolution } from './convolution';
import type { BlockConvolution } from './residual-block';
import { through } from './through';

export interface RepeatedResidualBlockArgs {
  name?: string;
  trainable?: boolean;
  /** Those of one block; they keep the shape. */
  convolutions: BlockConvolution[];
  /** How often the block comes, at least once. */
  repeats: number;
  /** Whether the batch norms are the same ones each time, too; false, of their own, unless told. */
  sharesNorms?: boolean;
  /** Of the batch norms; 1e-5 unless told. */
  epsilon?: number | undefined;
}

/**
 * Residual blocks, one after the other, with the same convolutions: a recurrent net unrolled. Liao, Poggio 2016,
 * arXiv:1604.03640: weights shared over depth, batch norms specific to the time or shared as well.
 *
 * Input and output: `[batch, height, width, channels]`.
 */
export class RepeatedResidualBlock extends Block {
  static className = 'RepeatedResidualBlock';
  private readonly convolutions: BlockConvolution[];
  private readonly repeats: number;
  private readonly sharesNorms: boolean;
  private readonly epsilon: number;

  constructor({
    convolutions,
    repeats,
    sharesNorms = false,
    epsilon = 1e-5,
    ...args
  }: RepeatedResidualBlockArgs) {
    super(args);
    if (!Number.isInteger(repeats) || repeats < 1)
      throw new ConvzooError(`${this.name}: repeats must be an integer of at least 1, got ${repeats}`);
    this.convolutions = convolutions;
    this.repeats = repeats;
    this.sharesNorms = sharesNorms;
    this.epsilon = epsilon;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const shared = this.convolutions.map((each, i) => convolution({ ...each, name: `conv${i + 1}` }));
    const norm = (name: string) => new BatchNorm({ name, momentum: 0.9, epsilon: this.epsilon });
    const sharedNorms = this.sharesNorms ? shared.map((_, i) => norm(`bn${i + 1}`)) : [];
    let state = x;
    for (let time = 1; time <= this.repeats; time++) {
      const relu = (role: string) => tf.layers.reLU({ name: `time${time}_relu${role}` });
      const branch = shared.flatMap((layers, i) => [
        ...(i === 0 ? [] : [relu(`${i}`)]),
        ...layers,
        sharedNorms[i] ?? norm(`time${time}_bn${i + 1}`),
      ]);
      const add = tf.layers.add({ name: `time${time}_add` });
      state = through(add.apply([through(state, branch), state]) as tf.SymbolicTensor, [relu('')]);
    }
    return state;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { repeats, sharesNorms, epsilon } = this;
    const convolutions = this.convolutions.map((each) => ({ ...each }));
    return { ...super.getConfig(), convolutions, repeats, sharesNorms, epsilon };
  }
}
tf.serialization.registerClass(RepeatedResidualBlock);

import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { shapesOf } from './shapes';

/**
 * A layer with a graph inside: a subclass writes `graph(x)` with ordinary layers, and the block is one layer
 * to whoever uses it: one line in a summary, one entry of a saved model, one switch to freeze.
 *
 * Layers inside are named by their role (`squeeze`, `expand1x1`); tfjs prefixes their weights with the name
 * of the block. Every constructor argument of a subclass must reach its `getConfig()`.
 */
export abstract class Block extends tf.layers.Layer {
  private innerModel: tf.LayersModel | undefined;

  /** The block's output for its symbolic inputs, a parameter for each. Called once, when the block is built. */
  protected abstract graph(...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor;

  /** The functional model inside, for whoever walks a model. Throws before the block is built. */
  get inner(): tf.LayersModel {
    if (this.innerModel === undefined) throw new Error(`${this.name}: has no inner model before it is built`);
    return this.innerModel;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shapes = shapesOf(inputShape);
    if (shapes.length > this.graph.length)
      throw new ConvzooError(`${this.name}: takes ${this.graph.length} inputs at most, got ${shapes.length}`);
    const inputs = shapes.map(([, ...shape], i) =>
      tf.input({ shape, name: `${this.name}/input${i === 0 ? '' : i + 1}` }),
    );
    const inner = tf.model({ inputs, outputs: this.graph(...inputs), name: `${this.name}/graph` });
    this.innerModel = inner;
    this._trainableWeights = inner.trainableWeights;
    this.nonTrainableWeights = inner.nonTrainableWeights;
    this.forwardTrainable();
    super.build(inputShape);
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: Parameters<tf.LayersModel['call']>[1],
  ): tf.Tensor | tf.Tensor[] {
    return this.inner.call(inputs, kwargs);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.inner.computeOutputShape(inputShape);
  }

  override get trainable(): boolean {
    return super.trainable;
  }

  /** Freezes or unfreezes every layer inside. */
  override set trainable(trainable: boolean) {
    super.trainable = trainable;
    this.forwardTrainable();
  }

  private forwardTrainable(): void {
    for (const layer of this.innerModel?.layers ?? []) layer.trainable = this.trainable;
  }
}

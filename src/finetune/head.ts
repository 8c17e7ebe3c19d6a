import * as tf from '@tensorflow/tfjs';
import { through } from '../layers/through';
import { seeded } from '../seeded';

/** Name of the layer that tells the new classes apart. */
const HEAD = 'head';

/**
 * A model that ends in new classes: a dense layer and a softmax.
 *
 * @param base ends in an embedding, which is averaged over height and width where it has them; its layers become
 *   the model's
 * @param seed draws the head's weights
 */
export function withHead(base: tf.LayersModel, classes: number, seed: number): tf.LayersModel {
  const [embedding] = base.outputs as [tf.SymbolicTensor];
  const pool = embedding.rank === 4 ? [tf.layers.globalAveragePooling2d({ name: 'embedding' })] : [];
  const outputs = seeded(seed, () => through(embedding, [...pool, ...headLayers(classes)]));
  return tf.model({ inputs: base.inputs, outputs, name: base.name });
}

/** The model up to its head; it shares its layers. */
export function embeddingModel(model: tf.LayersModel): tf.LayersModel {
  return tf.model({ inputs: model.inputs, outputs: headInput(model), name: `${model.name}/embedding` });
}

/**
 * The head by itself, to train on embeddings.
 *
 * @returns a model of `[batch, features, 1, 1]` whose weights are copies of those of the model's head
 */
export function headAlone(model: tf.LayersModel): tf.LayersModel {
  const [classes = 0] = model.outputs[0]?.shape.slice(1).map(Number) ?? [];
  const [features = 0] = headInput(model).shape.slice(1).map(Number);
  const column = tf.input({ shape: [features, 1, 1], name: 'features' });
  const outputs = through(column, [tf.layers.flatten({ name: 'flatten' }), ...headLayers(classes)]);
  const alone = tf.model({ inputs: column, outputs, name: `${model.name}/${HEAD}` });
  copyHead(model, alone);
  return alone;
}

/** Gives a model's head the weights of another's. */
export function copyHead(from: tf.LayersModel, to: tf.LayersModel): void {
  to.getLayer(HEAD).setWeights(from.getLayer(HEAD).getWeights());
}

function headInput(model: tf.LayersModel): tf.SymbolicTensor {
  return model.getLayer(HEAD).input as tf.SymbolicTensor;
}

function headLayers(classes: number): tf.layers.Layer[] {
  return [tf.layers.dense({ name: HEAD, units: classes }), tf.layers.softmax({ name: 'probabilities' })];
}

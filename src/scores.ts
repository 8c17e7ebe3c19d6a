import * as tf from '@tensorflow/tfjs';
import { Softmin } from './layers/softmin';

/** A model cut before its last softmax: it shares its weights with the original. */
export interface Scores {
  model: tf.LayersModel;
  /** Whether the class with the largest score wins, or, for distances, the one with the smallest. */
  winner: 'largest' | 'smallest';
  /** What the last layer with weights reads: the image as the classifier sees it. */
  embedding: tf.SymbolicTensor;
}

/**
 * The scores (logits or distances) and the embedding behind a classifier's probabilities.
 *
 * @param model one output `[batch, classes]`; a softmax or softmin at its end must be a layer of its own
 * @throws Error where the model has more than one output
 */
export function scoresOf(model: tf.LayersModel): Scores {
  const [output, ...others] = model.outputs;
  if (output === undefined || others.length > 0) {
    throw new Error(`${model.name}: expected a model with one output, got ${model.outputs.length}`);
  }
  const last = output.sourceLayer;
  const scores = isSoftmax(last) ? single(last.input) : output;
  return {
    model: tf.model({ inputs: model.inputs, outputs: scores, name: `${model.name}/scores` }),
    winner: last instanceof Softmin ? 'smallest' : 'largest',
    embedding: single(scores.sourceLayer.input),
  };
}

function isSoftmax(layer: tf.layers.Layer): boolean {
  if (layer instanceof Softmin || layer.getClassName() === 'Softmax') return true;
  return layer.getClassName() === 'Activation' && layer.getConfig()['activation'] === 'softmax';
}

function single(tensor: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  if (!Array.isArray(tensor)) return tensor;
  const [only, ...others] = tensor;
  if (only === undefined || others.length > 0) throw new Error(`expected one tensor, got ${tensor.length}`);
  return only;
}

import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from './errors';
import { Softmin } from './layers/softmin';

/** A model cut before its last softmax: it shares its weights with the original. */
export interface Scores {
  model: tf.LayersModel;
  /** Whether the class with the largest score wins, or, for distances, the one with the smallest. */
  winner: 'largest' | 'smallest';
  /** What the last layer, or block, with weights reads: the image as the classifier sees it. */
  embedding: tf.SymbolicTensor;
  /** What training runs: the scores of the classifier first, then those of each auxiliary head. */
  trained: tf.LayersModel;
}

/**
 * The scores (logits or distances) and the embedding behind a classifier's probabilities.
 *
 * @param model one output `[batch, classes]`, or more, of which the first is the classifier's and the others are
 *   auxiliary heads'; a softmax or softmin at an end must be a layer of its own
 * @throws ConvzooError where a layer between the embedding and the probabilities reads more than one tensor
 */
export function scoresOf(model: tf.LayersModel): Scores {
  const [scores, ...auxiliary] = model.outputs.map(beforeSoftmax);
  if (scores === undefined) throw new Error(`${model.name}: a model without outputs`);
  const cut = (outputs: tf.SymbolicTensor[]) =>
    tf.model({ inputs: model.inputs, outputs, name: `${model.name}/scores` });
  return {
    model: cut([scores]),
    winner: model.outputs[0]?.sourceLayer instanceof Softmin ? 'smallest' : 'largest',
    embedding: lastRead(scores),
    trained: cut([scores, ...auxiliary]),
  };
}

/** Averages and other layers without weights behind the last one with weights are passed over. */
function lastRead(tensor: tf.SymbolicTensor): tf.SymbolicTensor {
  const { sourceLayer } = tensor;
  const read = singleInput(tensor);
  const isFirst = read.sourceLayer === sourceLayer;
  return sourceLayer.weights.length > 0 || isFirst ? read : lastRead(read);
}

function beforeSoftmax(output: tf.SymbolicTensor): tf.SymbolicTensor {
  return isSoftmax(output.sourceLayer) ? singleInput(output) : output;
}

/** Whether a layer does nothing but make probabilities of scores. */
export function isSoftmax(layer: tf.layers.Layer): boolean {
  if (layer instanceof Softmin || layer.getClassName() === 'Softmax') return true;
  return layer.getClassName() === 'Activation' && layer.getConfig()['activation'] === 'softmax';
}

/** What a layer read to make a tensor: a layer, or a model as a layer, can be applied more than once. */
function singleInput({ sourceLayer, nodeIndex }: tf.SymbolicTensor): tf.SymbolicTensor {
  const input = sourceLayer.getInputAt(nodeIndex);
  if (!Array.isArray(input)) return input;
  const [only, ...others] = input;
  if (only === undefined || others.length > 0) {
    throw new ConvzooError(
      `layer ${sourceLayer.name} reads ${input.length} tensors, expected one between an embedding and its probabilities`,
    );
  }
  return only;
}

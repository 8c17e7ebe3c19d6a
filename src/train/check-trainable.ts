import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { innerLayers } from '../layers/inner-layers';
import { isSoftmax, scoresOf } from '../scores';
import { suggestion } from '../suggest';
import type { LossConfig, Recipe } from './recipe';

/** tfjs's layers that draw random numbers of their own, and ours that take their place. */
const UNSEEDED: Record<string, string> = {
  Dropout: 'Dropout of convzoo',
  SpatialDropout1D: 'Dropout of convzoo',
  AlphaDropout: 'Dropout of convzoo',
  GaussianDropout: 'Dropout of convzoo',
  GaussianNoise: 'augmented images',
};

/** Which class wins by the scores that a loss trains: `nearestCode` and `codePosterior` take distances. */
const WINNER: Record<LossConfig['name'], 'largest' | 'smallest'> = {
  crossEntropy: 'largest',
  nearestCode: 'smallest',
  codePosterior: 'smallest',
};

/**
 * Checks that a model can be trained by the recipe, exactly and again.
 *
 * @throws ConvzooError that names the layer that draws random numbers which no seed reaches, or what the recipe has
 *   that does not fit the model: the loss, weights of auxiliary heads or classes, or a layer's name; or where an end
 *   has its softmax inside of another layer
 */
export function checkTrainable(model: tf.LayersModel, recipe: Recipe): void {
  const { auxiliaryWeights } = recipe;
  const heads = model.outputs.length - 1;
  if (heads !== auxiliaryWeights.length) {
    throw new ConvzooError(
      `${model.name}: it has ${heads} auxiliary heads (outputs after the first), and the recipe gives ` +
        `${auxiliaryWeights.length} auxiliaryWeights`,
    );
  }
  checkEnds(model);
  checkLoss(model, recipe);
  checkClassWeights(model, recipe);
  checkRateFactors(model, recipe);
  for (const layer of innerLayers(model.layers)) {
    const remedy = UNSEEDED[layer.getClassName()];
    if (remedy === undefined) continue;
    throw new ConvzooError(
      `${model.name}: layer ${layer.name} is tfjs's ${layer.getClassName()}, whose random numbers can't be drawn ` +
        `again on resuming nor in a graph; use ${remedy}`,
    );
  }
}

function checkEnds(model: tf.LayersModel): void {
  const end = model.outputs.map(({ sourceLayer }) => sourceLayer).find(hidesSoftmax);
  if (end === undefined) return;
  throw new ConvzooError(
    `${model.name}: layer ${end.name} ends in a softmax of its own, and the loss takes scores without one; ` +
      `leave out ${isModel(end) ? 'the softmax' : "activation: 'softmax'"} there and add tf.layers.softmax() behind it`,
  );
}

/** Whether an end has its softmax inside, where it can't be told from the scores. */
function hidesSoftmax(end: tf.layers.Layer): boolean {
  if (isModel(end)) return end.outputs.some(({ sourceLayer: last }) => isSoftmax(last) || hidesSoftmax(last));
  return end.getClassName() !== 'Activation' && end.getConfig()['activation'] === 'softmax';
}

function isModel(layer: tf.layers.Layer): layer is tf.LayersModel {
  return layer instanceof tf.LayersModel;
}

function checkLoss(model: tf.LayersModel, { loss }: Recipe): void {
  const { winner } = scoresOf(model);
  if (WINNER[loss.name] === winner) return;
  throw new ConvzooError(
    winner === 'largest'
      ? `${model.name}: its scores are logits, and the loss ${loss.name} takes distances, before a Softmin; ` +
          'expected the loss crossEntropy'
      : `${model.name}: its scores are distances, before a Softmin, and the loss ${loss.name} takes logits; ` +
          'expected the loss codePosterior or nearestCode',
  );
}

function checkClassWeights(model: tf.LayersModel, { classWeights }: Recipe): void {
  const classes = model.outputs[0]?.shape.at(-1);
  if (classWeights === undefined || classWeights.length === classes) return;
  throw new ConvzooError(
    `${model.name}: it has ${classes} classes, and the recipe gives ${classWeights.length} classWeights`,
  );
}

function checkRateFactors(model: tf.LayersModel, { rateFactors = {} }: Recipe): void {
  const names = model.layers.map(({ name }) => name);
  const stray = Object.keys(rateFactors).find((name) => !names.includes(name));
  if (stray === undefined) return;
  throw new ConvzooError(
    `${model.name}: the recipe has a rate factor for '${stray}', and no layer is named so${suggestion(stray, names)}`,
  );
}

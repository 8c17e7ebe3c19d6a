import type * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { BatchNorm } from '../layers/batch-norm';
import { innerLayers } from '../layers/inner-layers';

/** The layers with weights that work at one size of the maps. */
export type Stage = readonly tf.layers.Layer[];

/**
 * A model's layers with weights, parted where height and width have halved since the image: the first stage sees it
 * whole, and layers without height and width are in the last one.
 */
export function stagesOf(model: tf.LayersModel): Stage[] {
  const whole = areaOf(model.inputs[0]);
  const stages = new Map<number, tf.layers.Layer[]>();
  for (const layer of model.layers.filter(({ weights }) => weights.length > 0)) {
    const halvings = Math.round(Math.log2(whole / areaOf(layer.inboundNodes[0]?.outputTensors[0])) / 2);
    stages.set(halvings, [...(stages.get(halvings) ?? []), layer]);
  }
  return [...stages].sort(([one], [other]) => one - other).map(([, layers]) => layers);
}

/** Pixels of a map; 1 where there is neither height nor width. */
function areaOf(tensor: tf.SymbolicTensor | undefined): number {
  const [, height, width] = tensor?.shape.length === 4 ? tensor.shape : [];
  return (height ?? 1) * (width ?? 1);
}

/**
 * Makes the last stages trainable and freezes those before them, blocks with all that is inside.
 *
 * @param count of the stages that are trained; all where there are fewer
 * @param freezesNorms whether batch norms stay frozen in those too: with the statistics that they have
 */
export function unfreeze(stages: readonly Stage[], count: number, freezesNorms: boolean): void {
  stages.forEach((layers, i) => {
    const isTrained = i >= stages.length - count;
    for (const layer of layers) layer.trainable = isTrained;
    if (!isTrained || !freezesNorms) return;
    for (const layer of innerLayers(layers)) if (layer instanceof BatchNorm) layer.trainable = false;
  });
}

/**
 * What the learning rate is multiplied by for the layers of each stage: the last stage's by `decay`, the one before
 * it by its square, and so on. Howard, Ruder 2018, arXiv:1801.06146, section 3.2, with stages for layers.
 */
export function rateFactors(stages: readonly Stage[], decay: number): Record<string, number> {
  return Object.fromEntries(
    stages.flatMap((layers, i) => layers.map(({ name }) => [name, decay ** (stages.length - i)])),
  );
}

/** @throws ConvzooError where a layer can't be frozen */
export function checkFreezable(model: tf.LayersModel): void {
  const moving = innerLayers(model.layers).find((layer) => layer.getClassName() === 'BatchNormalization');
  if (moving === undefined) return;
  throw new ConvzooError(
    `${model.name}: layer ${moving.name} is tfjs's BatchNormalization, which goes on with the statistics of the ` +
      'batch and moves its own while it is frozen; use BatchNorm of convzoo',
  );
}

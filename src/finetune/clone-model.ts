import * as tf from '@tensorflow/tfjs';
import { checkSizes } from '../create';
import { ConvzooError, messageOf } from '../errors';
import { innerLayers } from '../layers/inner-layers';
import type { Preprocessing } from '../preprocessing';
import type { InputShape } from '../registry';
import { adaptChannels } from './adapt-channels';

/**
 * A model with layers and weights of its own that are those of another, for images of another size or other
 * channels where its layers take them.
 *
 * @param from how pixels become the model's input, `to` how they become the copy's
 * @throws ConvzooError where a layer can't do with such images
 */
export function cloneModel(
  model: tf.LayersModel,
  inputShape: InputShape,
  from: Preprocessing,
  to: Preprocessing,
): tf.LayersModel {
  const clone = rebuilt(model, inputShape);
  checkSizes(clone, { inputShape });
  try {
    copyWeights(model, clone, from, to);
    return clone;
  } catch (error) {
    clone.dispose();
    throw error;
  }
}

interface Config {
  layers: { className: string; config: { batchInputShape?: (number | null)[] } }[];
}

/** The same layers with other weights. */
function rebuilt(model: tf.LayersModel, inputShape: InputShape): tf.LayersModel {
  const config = JSON.parse(JSON.stringify(model.getConfig())) as Config & tf.serialization.ConfigDict;
  for (const layer of config.layers) {
    if (layer.className === 'InputLayer') layer.config.batchInputShape = [null, ...inputShape];
  }
  try {
    // The last argument spares drawing weights that are overwritten.
    return tf.LayersModel.fromConfig<tf.LayersModel>(tf.LayersModel, config, {}, true);
  } catch (error) {
    throw new ConvzooError(`${model.name} can't take images of ${inputShape.join('x')}: ${messageOf(error)}`);
  }
}

function copyWeights(
  model: tf.LayersModel,
  clone: tf.LayersModel,
  from: Preprocessing,
  to: Preprocessing,
): void {
  const sources = new Map(model.weights.map((weight) => [weight.originalName, weight.read()]));
  const misfits: tf.LayerVariable[] = [];
  for (const weight of clone.weights) {
    const source = sources.get(weight.originalName);
    if (source === undefined) throw new Error(`${model.name}: no weight is named ${weight.originalName}`);
    if (String(source.shape) === String(weight.shape)) weight.write(source);
    else misfits.push(weight);
  }
  for (const misfit of misfits) {
    const layer = innerLayers(clone.layers).find(({ weights }) => weights.includes(misfit));
    const source = sources.get(misfit.originalName) as tf.Tensor;
    if (layer === undefined || !readsImages(layer, misfit, source, from, to)) {
      throw new ConvzooError(misfitText(model, clone, misfit, source));
    }
    const bias = layer.weights.find((weight) => weight !== misfit);
    const adapted = adaptChannels(source, misfit.shape as number[], bias?.read(), from, to);
    misfit.write(adapted.kernel);
    if (adapted.bias !== undefined) bias?.write(adapted.bias);
    tf.dispose([adapted.kernel, ...(adapted.bias ? [adapted.bias] : [])]);
  }
}

/** Whether a kernel that does not fit is that of a layer that reads the image's channels. */
function readsImages(
  layer: tf.layers.Layer,
  { shape }: tf.LayerVariable,
  source: tf.Tensor,
  from: Preprocessing,
  to: Preprocessing,
): boolean {
  const axis = source.rank - 2;
  const isOther = (_: number, i: number) => i !== axis;
  const sizes = shape as number[];
  return (
    ['Conv2D', 'Dense'].includes(layer.getClassName()) &&
    String(sizes.filter(isOther)) === String(source.shape.filter(isOther)) &&
    (sizes[axis] ?? 0) * from.channels === (source.shape[axis] ?? 0) * to.channels
  );
}

function misfitText(
  model: tf.LayersModel,
  clone: tf.LayersModel,
  { originalName, shape }: tf.LayerVariable,
  source: tf.Tensor,
): string {
  const [own, other] = [model, clone].map(({ inputs }) => inputs[0]?.shape.slice(1).join('x'));
  return (
    `${model.name} takes images of ${own} alone: for ${other} its weight ${originalName} would have to be ` +
    `${shape.join('x')} and is ${source.shape.join('x')}; resize the images`
  );
}

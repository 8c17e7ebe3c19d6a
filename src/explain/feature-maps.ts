import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { layerGraphOf, type NamedGraph, type Value } from '../predict/layer-graph';
import { suggestion } from '../suggest';
import { cutAt } from './cut';
import { checkInput } from './score-graph';

/** A layer's output with height and width, `[batch, height, width, channels]`. */
export interface FeatureMap {
  /** Of the layer; inside a block `block/layer`. */
  name: string;
  value: Value;
}

/** Every feature map that the output depends on and that is larger than 1x1, in the order of computing. */
export function featureMapsOf({ values }: NamedGraph): FeatureMap[] {
  return [...values].map(([name, value]) => ({ name, value })).filter(({ value }) => isMap(value));
}

/**
 * What a net's last convolutions give: the last feature map of the size of the last one that a layer with weights
 * gives, so behind the batch norms, activations and sums that follow and before the poolings.
 *
 * @throws ConvzooError where there are no feature maps
 */
export function lastFeatureMap(graph: NamedGraph): FeatureMap {
  const sizeOf = ({ shape: [, height, width] }: Value) => `${height}x${width}`;
  const weighted = graph.calls
    .filter(({ layer }) => layer.weights.length > 0)
    .flatMap(({ outputs }) => outputs.slice(0, 1))
    .findLast(isMap);
  const maps = featureMapsOf(graph);
  const last = weighted && maps.findLast(({ value }) => sizeOf(value) === sizeOf(weighted));
  if (last !== undefined) return last;
  throw new ConvzooError(
    `${graph.name}: it has no feature maps with height and width that its scores depend on; ` +
      'occlusion explains it without them',
  );
}

/**
 * The feature map of that name.
 *
 * @throws ConvzooError that suggests names where there is none, or tells the shape where it is no feature map
 */
export function featureMapNamed(graph: NamedGraph, name: string): FeatureMap {
  const value = graph.values.get(name);
  if (value !== undefined && isMap(value)) return { name, value };
  if (value !== undefined) {
    throw new ConvzooError(
      `${graph.name}: layer ${name} gives [${value.shape.slice(1).join(', ')}] for each image, ` +
        'expected a feature map [height, width, channels] larger than 1x1',
    );
  }
  const names = featureMapsOf(graph).map((map) => map.name);
  const outer = names.filter((each) => !each.includes('/'));
  const inner = names.find((each) => each.includes('/'));
  throw new ConvzooError(
    `${graph.name}: no layer that its output depends on is named '${name}'${suggestion(name, names)}; ` +
      `it has feature maps of ${outer.join(', ') || 'no layer'}${inner === undefined ? '' : ` and inside blocks, such as ${inner}`}`,
  );
}

function isMap({ shape }: Value): boolean {
  const [, height, width] = shape;
  return shape.length === 4 && !(height === 1 && width === 1);
}

/**
 * What a layer makes of images.
 *
 * @param input `[batch, height, width, channels]`, preprocessed as the model reads it
 * @param layer inside a block `block/layer`; `featureLayers` names them all
 * @returns `[batch, height, width, channels]` in the layer's size; the caller disposes of it
 * @throws ConvzooError where the model has more than one input or no such feature map, or reads another input
 */
export function featureMaps(model: tf.LayersModel, input: tf.Tensor4D, layer: string): tf.Tensor4D {
  const graph = layerGraphOf(model);
  checkInput(graph, input);
  const { value } = featureMapNamed(graph, layer);
  return tf.tidy(() => cutAt(graph, value, input).at as tf.Tensor4D);
}

/** A layer with feature maps. */
export interface FeatureLayer {
  /** Inside a block `block/layer`. */
  name: string;
  /** [height, width, channels]; null where it depends on the input's. */
  shape: readonly (number | null)[];
}

/**
 * The layers whose feature maps can be looked at and explained by, those inside blocks too, in the order of computing:
 * all that the model's first output depends on and that are larger than 1x1.
 *
 * @throws ConvzooError where the model has more than one input
 */
export function featureLayers(model: tf.LayersModel): FeatureLayer[] {
  return featureMapsOf(layerGraphOf(model)).map(({ name, value }) => ({ name, shape: value.shape.slice(1) }));
}

import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../errors';
import { foreignLayers, type ForeignLayer, type NameMap } from './name-map';
import { rewrite } from './pattern';

/** A weight of a model and the tensor that another implementation has for it. */
export interface WeightPair {
  weight: tf.LayerVariable;
  /** The other's name and shape. */
  name: string;
  shape: number[];
  toOurs(theirs: tf.Tensor): tf.Tensor;
  toTheirs(ours: tf.Tensor): tf.Tensor;
}

/**
 * Every weight of the model, paired by name.
 *
 * @throws ConvzooError that lists the weights that the map has no name for, or that share a name
 */
export function weightPairs(model: tf.LayersModel, map: NameMap): WeightPair[] {
  const layers = foreignLayers(model, map);
  const named = model.weights.map((weight) => ({ weight, name: foreignName(weight, layers, map) }));
  const nameless = named.filter(({ name }) => name === undefined);
  if (nameless.length > 0) {
    const names = nameless.map(({ weight }) => weight.originalName);
    throw new ConvzooError(`${model.name}: no name is known for ${names.join(', ')}`);
  }
  const pairs = named.map(({ weight, name = '' }) => pair(weight, name, model, map));
  const names = new Set<string>();
  const twice = pairs.filter(({ name }) => names.size === names.add(name).size);
  if (twice.length > 0) {
    const shared = twice.map(({ name }) => name);
    throw new ConvzooError(`${model.name}: several weights would be named ${shared.join(', ')}`);
  }
  return pairs;
}

function foreignName(
  weight: tf.LayerVariable,
  layers: Map<string, ForeignLayer>,
  { layout }: NameMap,
): string | undefined {
  const { path, kind } = parts(weight);
  const layer = layers.get(path);
  if (layer === undefined) return undefined;
  return `${layer.name}${layout.separator}${layer.weights[kind] ?? layout.nameOf(kind)}`;
}

function pair(weight: tf.LayerVariable, name: string, model: tf.LayersModel, map: NameMap): WeightPair {
  const { path, kind } = parts(weight);
  const shape = weight.shape.map(Number);
  const flattened = kind === 'kernel' && shape.length === 2 ? flattenedShape(path, model) : undefined;
  const isReordered = flattened !== undefined && map.layout.flattens === 'channels first';
  // Rows of a dense kernel behind a flatten are positions of feature maps.
  const view = isReordered ? [...flattened, shape[1] as number] : shape;
  const axes = map.layout.axes(kind, view.length);
  const permuted = axes.map((axis) => view[axis] as number);
  const isMatrix = isReordered || (kind === 'kernel' && shape.length === 4 && isDense(path, map));
  const theirs = isMatrix ? matrix(permuted, axes) : permuted;
  return {
    weight,
    name,
    shape: theirs,
    toOurs: (tensor) =>
      tf.tidy(() => tf.reshape(tf.transpose(tf.reshape(tensor, permuted), inverse(axes)), shape)),
    toTheirs: (tensor) => tf.tidy(() => tf.reshape(tf.transpose(tf.reshape(tensor, view), axes), theirs)),
  };
}

function isDense(path: string, { dense = [] }: NameMap): boolean {
  return dense.some((pattern) => rewrite(path, pattern, '') !== undefined);
}

/** The shape with every axis but that of the outputs, our last, as one. */
function matrix(shape: number[], axes: number[]): number[] {
  const outputs = shape[axes.indexOf(axes.length - 1)] ?? 0;
  const inputs = shape.reduce((a, b) => a * b, 1) / outputs;
  return axes[0] === axes.length - 1 ? [outputs, inputs] : [inputs, outputs];
}

function parts({ originalName }: tf.LayerVariable): { path: string; kind: string } {
  const end = originalName.lastIndexOf('/');
  return { path: originalName.slice(0, end), kind: originalName.slice(end + 1) };
}

/** [height, width, channels] of what is flattened before that layer, if there is something. */
function flattenedShape(path: string, model: tf.LayersModel): number[] | undefined {
  let layer = model.layers.find(({ name }) => name === path);
  do layer = layer?.inboundNodes[0]?.inboundLayers[0];
  while (layer !== undefined && layer.getClassName() !== 'Flatten' && layer.weights.length === 0);
  if (layer?.getClassName() !== 'Flatten') return undefined;
  const [, ...shape] = (layer.input as tf.SymbolicTensor).shape;
  return shape.length === 3 ? shape.map(Number) : undefined;
}

function inverse(axes: number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}

import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { Block } from '../layers/block';

/** What flows between layers; only its identity counts. */
export interface Value {
  readonly shape: tf.Shape;
}

/** One use of a layer. */
export interface LayerCall {
  layer: tf.layers.Layer;
  inputs: Value[];
  outputs: Value[];
}

/** A model as the list of its layers' uses, each after those whose values it reads. */
export interface LayerGraph {
  input: Value;
  calls: LayerCall[];
  output: Value;
}

/** The graph of a whole model. */
export interface NamedGraph extends LayerGraph {
  /** Of the model. */
  name: string;
  /**
   * What each layer gives by its name, a layer inside a block or model by both names, `block/layer`: the first of
   * several outputs, the last of several uses.
   */
  values: ReadonlyMap<string, Value>;
}

/**
 * The layers behind a model's first output, with blocks and models inside it opened.
 *
 * @throws ConvzooError where the model has more than one input, or layers that mask time steps
 */
export function layerGraphOf(model: tf.LayersModel): NamedGraph {
  const [{ shape } = {}, ...others] = model.inputs;
  if (shape === undefined || others.length > 0)
    throw new ConvzooError(`${model.name}: expected a model with one input, got ${model.inputs.length}`);
  const opened: Opened = { calls: [], values: new Map() };
  const input = { shape };
  const output = valueAt(open(model.inputs, model.outputs.slice(0, 1), [input], opened, ''), 0);
  return { name: model.name, input, ...opened, output };
}

/** What the call makes of the values that it reads, in inference. */
export function runCall({ layer }: LayerCall, inputs: tf.Tensor[]): tf.Tensor[] {
  const made = layer.apply(inputs) as tf.Tensor | tf.Tensor[];
  return Array.isArray(made) ? made : [made];
}

/** The tensor of a value that has been computed. */
export function tensorOf(value: Value, tensors: ReadonlyMap<Value, tf.Tensor>): tf.Tensor {
  const tensor = tensors.get(value);
  if (tensor === undefined) throw new Error('layer graph: a value is read before it is there');
  return tensor;
}

interface Opened {
  calls: LayerCall[];
  values: Map<string, Value>;
}

/**
 * Appends the calls between symbols that have values and those whose values are asked for.
 *
 * @param path stands before the names of the layers
 */
function open(
  from: tf.SymbolicTensor[],
  to: tf.SymbolicTensor[],
  inputs: Value[],
  opened: Opened,
  path: string,
): Value[] {
  const values = new Map<string, Value>();
  from.forEach((symbol, i) => values.set(keyOf(symbol), valueAt(inputs, i)));
  const valueOf = (symbol: tf.SymbolicTensor): Value => {
    const known = values.get(keyOf(symbol));
    if (known !== undefined) return known;
    const layer = symbol.sourceLayer;
    checkMasks(layer);
    const read = symbol.inputs.map(valueOf);
    const inner = innerModel(layer);
    const name = `${path}${layer.name}`;
    const siblings = layer.inboundNodes[symbol.nodeIndex]?.outputTensors ?? [symbol];
    const made = inner
      ? open(inner.inputs, inner.outputs, read, opened, `${name}/`)
      : siblings.map(({ shape }) => ({ shape }));
    if (inner === undefined) opened.calls.push({ layer, inputs: read, outputs: made });
    opened.values.set(name, valueAt(made, 0));
    siblings.forEach((sibling, i) => values.set(keyOf(sibling), valueAt(made, i)));
    return valueAt(made, symbol.tensorIndex);
  };
  return to.map(valueOf);
}

function checkMasks(layer: tf.layers.Layer): void {
  if (layer.getClassName() === 'Masking' || layer.getConfig()['maskZero'] === true)
    throw new ConvzooError(`${layer.name}: predicting does not provide for layers that mask time steps`);
}

/** A layer's n-th use has the same name in every graph that it is part of. */
function keyOf({ sourceLayer, nodeIndex, tensorIndex }: tf.SymbolicTensor): string {
  return `${sourceLayer.id}/${nodeIndex}/${tensorIndex}`;
}

function valueAt(values: Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new Error(`there is no value ${index} of ${values.length}`);
  return value;
}

/** The model inside a layer that does nothing else than run it. */
function innerModel(layer: tf.layers.Layer): tf.LayersModel | undefined {
  if (layer instanceof tf.LayersModel) return layer;
  return layer instanceof Block && layer.call === Block.prototype.call ? layer.inner : undefined;
}

import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../errors';
import type { NameMap } from './name-map';
import { weightPairs, type WeightPair } from './weight-pairs';

/** Another implementation's tensors by their names, each read only when it is its turn. */
export type ForeignTensors = Record<string, ForeignTensor>;

export interface ForeignTensor {
  shape: readonly number[];
  /** A new tensor, which the caller disposes of. */
  read(): tf.Tensor;
}

/**
 * Gives a model the weights of another implementation. Nothing is written unless everything fits.
 *
 * @throws ConvzooError that lists the weights without a tensor and the tensors without a weight, or those of
 *   another shape
 */
export function importWeights(model: tf.LayersModel, map: NameMap, tensors: ForeignTensors): void {
  const pairs = weightPairs(model, map);
  check(model.name, pairs, tensors);
  for (const { weight, name, toOurs } of pairs) {
    tf.tidy(() => {
      const tensor = tensors[name];
      // Unlike `write`, this leaves weights as they are that are beyond a constraint of ours.
      if (tensor !== undefined) (weight.read() as tf.Variable).assign(toOurs(tensor.read()));
    });
  }
}

/** A model's weights as another implementation names them and lays them out. */
export function exportWeights(model: tf.LayersModel, map: NameMap): ForeignTensors {
  const pairs = weightPairs(model, map);
  return Object.fromEntries(
    pairs.map(({ weight, name, shape, toTheirs }) => [name, { shape, read: () => toTheirs(weight.read()) }]),
  );
}

function check(model: string, pairs: WeightPair[], tensors: ForeignTensors): void {
  const expected = new Set(pairs.map(({ name }) => name));
  const missing = pairs.filter(({ name }) => !(name in tensors));
  const left = Object.keys(tensors).filter((name) => !expected.has(name));
  if (missing.length > 0 || left.length > 0) {
    const ours = missing.map(({ weight, name }) => `${weight.originalName} (as ${name})`);
    throw new ConvzooError(
      `${model}: the weights don't fit; without a tensor: ${listed(ours)}; without a weight: ${listed(left)}`,
    );
  }
  const misshapen = pairs.flatMap(({ name, shape }) => {
    const found = tensors[name]?.shape.join('x');
    return found === shape.join('x') ? [] : [`${name} is ${found}, expected ${shape.join('x')}`];
  });
  if (misshapen.length > 0)
    throw new ConvzooError(`${model}: the weights don't fit; ${misshapen.join('; ')}`);
}

function listed(names: string[]): string {
  return names.join(', ') || 'none';
}

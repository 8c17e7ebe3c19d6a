import type * as tf from '@tensorflow/tfjs';
import { ConvzooError } from './errors';
import { find, type BuildOptions } from './registry';
import { seeded } from './seeded';

/** Options of `create`; what is left out is as in the paper. */
export interface CreateOptions extends Partial<BuildOptions> {
  /** Draws the initial weights: the same seed gives the same weights. Left out, they differ every time. */
  seed?: number;
}

/**
 * An untrained model of the zoo.
 *
 * Input: `[batch, height, width, channels]`. Output: probabilities `[batch, classes]`, or, with
 * `includeTop: false`, the features.
 *
 * @param name a variant, e.g. `lenet5`; `list()` names them all
 * @throws ConvzooError where the name is unknown or an option is out of range
 */
export function create(name: string, { seed, ...options }: CreateOptions = {}): tf.LayersModel {
  const { facts, build } = find(name);
  const complete: BuildOptions = {
    inputShape: facts.inputShape,
    classes: facts.classes,
    includeTop: true,
    pooling: 'none',
    ...options,
  };
  check(name, complete);
  return seed === undefined ? build(complete) : seeded(seed, () => build(complete));
}

function check(name: string, { inputShape, classes, pooling, includeTop }: BuildOptions): void {
  if (inputShape.length !== 3 || inputShape.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new ConvzooError(
      `${name}: inputShape must be [height, width, channels], got ${JSON.stringify(inputShape)}`,
    );
  }
  if (!Number.isInteger(classes) || classes < 2) {
    throw new ConvzooError(`${name}: classes must be an integer of at least 2, got ${classes}`);
  }
  if (!['avg', 'max', 'none'].includes(pooling)) {
    throw new ConvzooError(`${name}: pooling must be 'avg', 'max' or 'none', got '${pooling}'`);
  }
  if (includeTop && pooling !== 'none') {
    throw new ConvzooError(`${name}: pooling: '${pooling}' needs includeTop: false`);
  }
}

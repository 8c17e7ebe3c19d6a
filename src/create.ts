import type * as tf from '@tensorflow/tfjs';
import { ConvzooError } from './errors';
import { find, list, type BuildOptions, type Entry } from './registry';
import { seeded } from './seeded';
import { suggestion } from './suggest';

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
 * @throws ConvzooError where the name is unknown, or an option is out of range or not one of the family's
 */
export function create(name: string, { seed, ...options }: CreateOptions = {}): tf.LayersModel {
  const entry = find(name);
  const { facts, build } = entry;
  const complete: BuildOptions = {
    inputShape: facts.inputShape,
    classes: facts.classes,
    includeTop: true,
    pooling: 'none',
    alpha: 1,
    ...options,
  };
  refuseUnknown(entry, options);
  check(name, complete);
  return seed === undefined ? build(complete) : seeded(seed, () => build(complete));
}

const COMMON_OPTIONS = ['inputShape', 'classes', 'includeTop', 'pooling'];

function refuseUnknown({ name, family, options }: Entry, told: Partial<BuildOptions>): void {
  const known = [...COMMON_OPTIONS, ...options];
  const unknown = Object.keys(told).find((option) => !known.includes(option));
  if (unknown === undefined) return;
  const having = list().filter((entry) => entry.options.some((option) => option === unknown));
  const families = [...new Set(having.map((entry) => entry.family))];
  const help = families.length > 0 ? `; these have: ${families.join(', ')}` : suggestion(unknown, known);
  throw new ConvzooError(`${name}: the family ${family} has no option '${unknown}'${help}`);
}

function check(name: string, { inputShape, classes, pooling, includeTop, alpha }: BuildOptions): void {
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
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new ConvzooError(`${name}: alpha must be a positive number, got ${alpha}`);
  }
  if (includeTop && pooling !== 'none') {
    throw new ConvzooError(`${name}: pooling: '${pooling}' needs includeTop: false`);
  }
}

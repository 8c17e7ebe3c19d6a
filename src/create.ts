import type * as tf from '@tensorflow/tfjs';
import { checkEngine } from './check-engine';
import { ConvzooError } from './errors';
import type { Alpha } from './family-option';
import { find, list, type BuildOptions, type Entry } from './registry';
import { seeded } from './seeded';
import { suggestion } from './suggest';

/** Options of `create`; what is left out is as in the paper. */
export interface CreateOptions extends Partial<BuildOptions>, Partial<Alpha> {
  /** An integer that draws the initial weights: the same seed gives the same weights. Left out, they differ every time. */
  seed?: number;
}

/**
 * An untrained model of the zoo.
 *
 * Input: `[batch, height, width, channels]`. Output: probabilities `[batch, classes]` (of ENet
 * `[batch, height, width, classes]`), or, with `includeTop: false`, the features. Some families have options of their own:
 * `create<ShuffleNetOptions>('shufflenet_g3', { shuffle: false })`.
 *
 * @param name a variant, e.g. `lenet5`; `list()` names them all
 * @throws ConvzooError where the name is unknown, an option is out of range or not one of the family's, or no engine
 *   runs
 */
export function create<Own extends object = object>(
  name: string,
  { seed, ...options }: CreateOptions & Partial<NoInfer<Own>> = {},
): tf.LayersModel {
  const entry = find(name);
  refuseUnknown(entry, options);
  const { inputShape, classes } = entry.facts;
  const common: BuildOptions = { inputShape, classes, includeTop: true, pooling: 'none', ...options };
  check(name, common);
  checkSeed(name, seed);
  checkEngine();
  const build = () => entry.build(common, options);
  const model = seed === undefined ? build() : seeded(seed, build);
  checkSizes(model, common);
  return model;
}

/**
 * Some layers of tfjs build on images that nothing is left of.
 *
 * @throws ConvzooError where a layer has; the model is disposed of then
 */
export function checkSizes(
  model: tf.LayersModel,
  { inputShape: [height, width] }: Pick<BuildOptions, 'inputShape'>,
): void {
  const isEmpty = (size: number | null | undefined) => size != null && size < 1;
  const empty = model.layers.find(({ inboundNodes }) =>
    inboundNodes.some(({ outputShapes }) => (outputShapes as (number | null)[][]).flat().some(isEmpty)),
  );
  if (empty === undefined) return;
  model.dispose();
  throw new ConvzooError(
    `${model.name}: images of ${height}x${width} are too small, nothing is left of them at '${empty.name}'`,
  );
}

const COMMON_OPTIONS: readonly string[] = ['inputShape', 'classes', 'includeTop', 'pooling'];

/** @throws ConvzooError where something is told that is neither one of these options nor one of the family's own */
export function refuseUnknown(
  { name, family, options }: Entry,
  told: object,
  common: readonly string[] = COMMON_OPTIONS,
): void {
  const known = [...common, ...Object.keys(options)];
  const unknown = Object.keys(told).find((option) => !known.includes(option));
  if (unknown === undefined) return;
  const having = list().filter((entry) => unknown in entry.options);
  const families = [...new Set(having.map((entry) => entry.family))];
  const help = families.length > 0 ? `; these have: ${families.join(', ')}` : suggestion(unknown, known);
  throw new ConvzooError(`${name}: the family ${family} has no option '${unknown}'${help}`);
}

function checkSeed(name: string, seed: number | undefined): void {
  if (seed === undefined || Number.isSafeInteger(seed)) return;
  throw new ConvzooError(`${name}: seed must be an integer, got ${String(seed)}`);
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

import * as tf from '@tensorflow/tfjs';

export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** What tfjs's own layers take: an initializer, its name such as `'heNormal'`, or what a config says of it. */
export type InitializerLike = NonNullable<Parameters<typeof tf.layers.conv2d>[0]['kernelInitializer']>;

/** The config of an initializer as it stands in a layer's. */
interface Serialized {
  className: string;
  config: tf.serialization.ConfigDict;
}

/**
 * The initializer that is meant.
 * @throws Error where there is none of that name
 */
export function initializerOf(meant: InitializerLike | tf.serialization.ConfigDict): Initializer {
  if (meant instanceof tf.serialization.Serializable) return meant;
  const { className, config }: Serialized =
    typeof meant === 'string'
      ? { className: meant.charAt(0).toUpperCase() + meant.slice(1), config: {} }
      : (meant as unknown as Serialized);
  const registered = tf.serialization.SerializationMap.getMap().classNameMap[className];
  if (registered === undefined) throw new Error(`there is no initializer '${className}'`);
  const [constructor, fromConfig] = registered;
  return fromConfig(constructor, config) as Initializer;
}

/** An initializer for a layer's config. */
export function serialized(initializer: Initializer): tf.serialization.ConfigDict {
  return { className: initializer.getClassName(), config: initializer.getConfig() };
}

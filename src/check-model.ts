import type * as tf from '@tensorflow/tfjs';
import type { Card } from './card';
import type { BatchSource } from './data/dataset';
import { ConvzooError } from './errors';
import type { Preprocessing } from './preprocessing';

/**
 * Checks that a classifier takes what its preprocessing gives and that it and its auxiliary heads tell its
 * classes apart.
 *
 * @throws ConvzooError that names both shapes or both counts
 */
export function checkModel(
  model: tf.LayersModel,
  { preprocessing, classes }: Pick<Card, 'preprocessing' | 'classes'>,
  where: string,
): void {
  const { imageSize, padding, channels } = preprocessing;
  const given = [...imageSize.map((side) => side + 2 * padding), channels].join('x');
  const taken = model.inputs.map(({ shape }) => shape.slice(1).join('x')).join(', ');
  if (given !== taken) {
    throw new ConvzooError(
      `${where}: ${model.name} takes images of ${taken}, its preprocessing gives ${given}`,
    );
  }
  const outputs = model.outputs.map(({ shape }) => shape.slice(1).join('x'));
  const stray = outputs.find((output) => output !== String(classes.length));
  if (stray !== undefined) {
    throw new ConvzooError(`${where}: ${model.name} has ${stray} outputs for ${classes.length} classes`);
  }
}

/**
 * Checks that images are those that the preprocessing takes, and that a classifier takes what it gives and has their
 * classes.
 *
 * @throws ConvzooError that names both shapes or both counts
 */
export function checkSource(
  model: tf.LayersModel,
  { name, imageShape, classes }: Pick<BatchSource, 'name' | 'imageShape' | 'classes'>,
  preprocessing: Preprocessing,
): void {
  const { imageSize, channels } = preprocessing;
  const expected = [...imageSize, channels].join('x');
  if (imageShape.join('x') !== expected) {
    throw new ConvzooError(
      `${name}: its images are ${imageShape.join('x')}, the preprocessing expects ${expected}`,
    );
  }
  checkModel(model, { preprocessing, classes: [...classes] }, name);
}

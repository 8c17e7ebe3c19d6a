import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { layerGraphOf, type NamedGraph } from '../predict/layer-graph';
import { scoresOf } from '../scores';

/** A classifier's layers up to its scores, those inside blocks too; auxiliary heads are left out. */
export interface ScoreGraph extends NamedGraph {
  classes: number;
  /** 1 where the largest score wins, -1 where the smallest does, as with distances. */
  sign: 1 | -1;
}

/** An index into the classes for all images, or one for each of them. */
export type Label = number | readonly number[];

/** @throws ConvzooError where the model has more than one input, or does not give one score for each class */
export function scoreGraphOf(model: tf.LayersModel): ScoreGraph {
  const { model: scores, winner } = scoresOf(model);
  const graph = layerGraphOf(scores);
  const [, ...shape] = graph.output.shape;
  const [classes] = shape;
  if (classes == null || shape.length > 1) {
    throw new ConvzooError(
      `${model.name}: it gives [${shape.join(', ')}] for each image, expected a classifier's [classes]`,
    );
  }
  return { ...graph, name: model.name, classes, sign: winner === 'largest' ? 1 : -1 };
}

/** The classes whose scores are the best ones: `[batch]`. */
export function likeliest({ sign }: ScoreGraph, scores: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => tf.argMax<tf.Tensor1D>(tf.mul(scores, sign), 1));
}

/** @throws ConvzooError that names both shapes where a tensor is not what the model reads */
export function checkInput({ name, input }: NamedGraph, given: tf.Tensor): void {
  const [, ...sizes] = input.shape;
  const fits = sizes.every((size, i) => size === null || size === given.shape[i + 1]);
  if (fits && given.rank === 4 && sizes.length === 3) return;
  throw new ConvzooError(
    `${name}: the input is [${given.shape.join(', ')}], expected [${['batch', ...sizes.map((size) => size ?? 'any')].join(', ')}]`,
  );
}

/**
 * A label for each image.
 *
 * @throws ConvzooError where one is no class, or there is not one for each image
 */
export function labelsFor(
  label: Label,
  images: number,
  { name, classes }: Pick<ScoreGraph, 'name' | 'classes'>,
): number[] {
  const labels = typeof label === 'number' ? Array.from({ length: images }, () => label) : [...label];
  if (labels.length !== images)
    throw new ConvzooError(`${name}: ${labels.length} labels for ${images} images, expected one for each`);
  const stray = labels.find((each) => !Number.isInteger(each) || each < 0 || each >= classes);
  if (stray === undefined) return labels;
  throw new ConvzooError(`${name}: there is no class ${stray}, expected a label from 0 to ${classes - 1}`);
}

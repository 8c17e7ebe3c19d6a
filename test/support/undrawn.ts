import * as tf from '@tensorflow/tfjs';
import { create, type CreateOptions } from '../../src/create';
import { Gaussian } from '../../src/layers/gaussian';
import { KaimingDepthwise, KaimingNormal } from '../../src/layers/kaiming-normal';

interface Draws {
  apply(shape: tf.Shape): tf.Tensor;
}

/** What all of tfjs's initializers inherit whose scale depends on the kernel, `glorotUniform` among them. */
const varianceScaling = Object.getPrototypeOf(
  Object.getPrototypeOf(tf.initializers.glorotUniform({})) as object,
) as Draws;

/** A model whose random weights are zeros: drawing those of a VGG takes seconds, and some tests don't look. */
export function undrawn(name: string, options?: CreateOptions): tf.LayersModel {
  return withoutDrawing(() => create(name, options));
}

/** What `build` builds, with zeros for random weights. */
export function withoutDrawing<T>(build: () => T): T {
  const zeros = (shape: tf.Shape) => tf.zeros(shape as number[]);
  const drawing: Draws[] = [
    KaimingNormal.prototype,
    KaimingDepthwise.prototype,
    Gaussian.prototype,
    varianceScaling,
  ];
  const draws = drawing.map((prototype) => jest.spyOn(prototype, 'apply').mockImplementation(zeros));
  try {
    return build();
  } finally {
    draws.forEach((draw) => draw.mockRestore());
  }
}

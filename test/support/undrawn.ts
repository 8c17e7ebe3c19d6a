import * as tf from '@tensorflow/tfjs';
import { create, type CreateOptions } from '../../src/create';
import { Gaussian } from '../../src/layers/gaussian';
import { KaimingNormal } from '../../src/layers/kaiming-normal';

/** A model whose normally distributed weights are zeros: drawing those of a VGG takes seconds, and some tests don't look. */
export function undrawn(name: string, options?: CreateOptions): tf.LayersModel {
  return withoutDrawing(() => create(name, options));
}

/** What `build` builds, with zeros for normally distributed weights. */
export function withoutDrawing<T>(build: () => T): T {
  const zeros = (shape: tf.Shape) => tf.zeros(shape as number[]);
  const draws = [KaimingNormal, Gaussian].map(({ prototype }) =>
    jest.spyOn(prototype, 'apply').mockImplementation(zeros),
  );
  try {
    return build();
  } finally {
    draws.forEach((draw) => draw.mockRestore());
  }
}

import * as tf from '@tensorflow/tfjs';
import { create, type CreateOptions } from '../../src/create';
import { KaimingNormal } from '../../src/layers/kaiming-normal';

/** A model whose He-initialised weights are zeros: drawing those of a VGG takes seconds, and some tests don't look. */
export function undrawn(name: string, options?: CreateOptions): tf.LayersModel {
  const zeros = (shape: tf.Shape) => tf.zeros(shape as number[]);
  const draw = jest.spyOn(KaimingNormal.prototype, 'apply').mockImplementation(zeros);
  try {
    return create(name, options);
  } finally {
    draw.mockRestore();
  }
}

import * as tf from '@tensorflow/tfjs';
import { InterleaveOffsets, OffsetMaxPooling2D } from '../../src/layers/offset-pooling';
import { through } from '../../src/layers/through';
import { behavesAsALayer } from '../support/layer-suite';
import { gradientError, modelOf, outputDifference, saveAndLoad } from '../support/layers';

/** 1 to 20 in rows of 5. */
const x = () =>
  tf.tensor4d(
    Array.from({ length: 20 }, (_, i) => i + 1),
    [1, 4, 5, 1],
  );

/** The pooling and what puts its maps together again. */
function chain(shape: number[], poolSize: number): tf.LayersModel {
  const input = tf.input({ shape });
  const outputs = through(input, [
    new OffsetMaxPooling2D({ name: 'pool', poolSize }),
    new InterleaveOffsets({ name: 'interleave', poolSize }),
  ]);
  return tf.model({ inputs: input, outputs });
}

describe('OffsetMaxPooling2D', () => {
  it('pools once for each offset, by windows that fit whatever the offset', () => {
    // A window's maximum is its last pixel. Of the 3x4 places of windows, 2x4 are in the maps of all offsets.
    const output = new OffsetMaxPooling2D({ poolSize: 2 }).apply(x()) as tf.Tensor4D;
    expect(output.shape).toEqual([4, 1, 2, 1]);
    expect([...output.dataSync()]).toEqual([7, 9, 8, 10, 12, 14, 13, 15]);
  });

  it('has the maps of an image one offset behind the other', () => {
    const images = tf.concat([x(), tf.neg<tf.Tensor4D>(x())]);
    const output = new OffsetMaxPooling2D({ poolSize: 2 }).apply(images) as tf.Tensor4D;
    // A negated window's maximum is its first pixel.
    expect(output.shape).toEqual([8, 1, 2, 1]);
    expect([...output.dataSync()].slice(0, 8)).toEqual([7, 9, -1, -3, 8, 10, -2, -4]);
  });

  it('refuses images on which a window does not fit at each offset', () => {
    expect(() => modelOf(new OffsetMaxPooling2D({ name: 'pool', poolSize: 3 }), [9, 4, 1])).toThrow(
      "pool: 4 pixels don't hold a window of 3 at each of its offsets",
    );
  });

  behavesAsALayer(() => new OffsetMaxPooling2D({ name: 'pool', poolSize: 2 }), [4, 5, 2]);
});

describe('InterleaveOffsets', () => {
  it('puts the maps of the offsets together as their windows lie', () => {
    const model = chain([4, 5, 1], 2);
    expect(model.outputs[0]?.shape).toEqual([null, 2, 4, 1]);
    expect([...(model.predict(x()) as tf.Tensor).dataSync()]).toEqual([7, 8, 9, 10, 12, 13, 14, 15]);
  });

  it('makes of both, with nothing between, a pooling of stride 1', () => {
    const images = tf.randomUniform<tf.Rank.R4>([2, 8, 11, 3], -1, 1, 'float32', 3);
    const pooled = chain([8, 11, 3], 3).predict(images) as tf.Tensor4D;
    const everywhere = tf.maxPool(images, 3, 1, 'valid');
    expect(pooled.shape).toEqual([2, 6, 9, 3]);
    expect([...pooled.dataSync()]).toEqual([...everywhere.dataSync()]);
  });

  it('has the gradients that finite differences show', () => {
    expect(gradientError(chain([5, 6, 2], 2), [2, 5, 6, 2])).toBeLessThan(5e-3);
  });

  it('comes back from its config and from a file', async () => {
    const layer = new InterleaveOffsets({ name: 'interleave', poolSize: 3 });
    expect(layer.getConfig()).toMatchObject({ name: 'interleave', poolSize: 3 });
    const model = chain([8, 9, 2], 3);
    expect(outputDifference(model, await saveAndLoad(model), [2, 8, 9, 2])).toBe(0);
  });
});

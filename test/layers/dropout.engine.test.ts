import * as tf from '@tensorflow/tfjs';
import { Dropout, DropPath, SpatialDropout2D } from '../../src/layers/dropout';
import { withNoise } from '../../src/ops/noise';
import { gradientError, modelOf, outputDifference, randomTensor, saveAndLoad } from '../support/layers';

const KINDS = [
  ['Dropout', (rate: number) => new Dropout({ name: 'drop', rate })],
  ['SpatialDropout2D', (rate: number) => new SpatialDropout2D({ name: 'drop', rate })],
  ['DropPath', (rate: number) => new DropPath({ name: 'drop', rate })],
] as const;

const SHAPE: [number, number, number, number] = [40, 5, 5, 20];

/** What training makes of ones: 0 or 1 / (1 - rate). */
function masks(layer: tf.layers.Layer): number[][][][] {
  const key = { numbers: [1, 2] as [number, number], tensor: tf.tensor1d([1, 2], 'int32') };
  return withNoise(key, () => (layer.apply(tf.ones(SHAPE), { training: true }) as tf.Tensor4D).arraySync());
}

describe.each(KINDS)('%s', (_, layerOf) => {
  it('gives values that are zero or scaled up, so that their mean stays', () => {
    const values = masks(layerOf(0.25)).flat(3);
    values.forEach((value) => expect(value === 0 || Math.abs(value - 4 / 3) < 1e-6).toBe(true));
    expect(new Set(values).size).toBe(2);
  });

  it('changes nothing in inference, nor in training at rate 0', () => {
    const x = randomTensor([2, 3, 3, 4], 1);
    expect([...(layerOf(0.5).apply(x) as tf.Tensor).dataSync()]).toEqual([...x.dataSync()]);
    const kept = layerOf(0).apply(x, { training: true }) as tf.Tensor;
    expect([...kept.dataSync()]).toEqual([...x.dataSync()]);
  });

  it('lets the gradient through where it lets values through', () => {
    const layer = layerOf(0.5);
    const key = { numbers: [5, 6] as [number, number], tensor: tf.tensor1d([5, 6], 'int32') };
    const apply = (x: tf.Tensor) => withNoise(key, () => layer.apply(x, { training: true }) as tf.Tensor);
    const x = tf.ones(SHAPE);
    expect([...tf.grad(apply)(x, x).dataSync()]).toEqual([...apply(x).dataSync()]);
    expect(gradientError(modelOf(layer, [2, 2, 3]), [2, 2, 2, 3])).toBeLessThan(1e-3);
  });

  it('is the same after saving and loading', async () => {
    const model = modelOf(layerOf(0.4), [3, 3, 2]);
    const loaded = await saveAndLoad(model);
    expect(loaded.layers[1]?.getConfig()).toEqual(model.layers[1]?.getConfig());
    expect(loaded.layers[1]?.getConfig()['rate']).toBe(0.4);
    expect(outputDifference(model, loaded, [2, 3, 3, 2])).toBe(0);
  });

  it.each([1, -0.1, NaN])('refuses the rate %d', (rate) => {
    expect(() => layerOf(rate)).toThrow(`drop: rate is ${rate}, expected 0 to below 1`);
  });
});

describe('what falls out together', () => {
  it('is each value by itself with Dropout, in the share of the rate', () => {
    const values = masks(new Dropout({ rate: 0.25 })).flat(3);
    // 20,000 values: the standard error of the share is 0.003.
    const dropped = values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.013);
  });

  it('is a whole channel of an image with SpatialDropout2D, other ones in other images', () => {
    const images = masks(new SpatialDropout2D({ rate: 0.5 }));
    const channels = images.map((image) => (image[0]?.[0] as number[]).map((value) => value !== 0));
    images.forEach((image, i) =>
      image.flat().forEach((pixel) => expect(pixel.map((value) => value !== 0)).toEqual(channels[i])),
    );
    expect(new Set(channels.map(String)).size).toBe(images.length);
    const kept = channels.flat().filter(Boolean).length / channels.flat().length;
    // 800 channels: the standard error is 0.018.
    expect(Math.abs(kept - 0.5)).toBeLessThan(0.08);
  });

  it('is a whole image with DropPath', () => {
    const images = masks(new DropPath({ rate: 0.5 })).map((image) => new Set(image.flat(2)));
    images.forEach((values) => expect(values.size).toBe(1));
    const kept = images.filter((values) => !values.has(0)).length;
    // Of 40 images: 20 with a standard deviation of 3.2.
    expect(kept).toBeGreaterThan(6);
    expect(kept).toBeLessThan(34);
  });
});

it("does not take the place of tfjs's own layer of that name", () => {
  const theirs = tf.layers.dropout({ name: 'theirs', rate: 0.5 });
  expect(theirs.getClassName()).toBe('Dropout');
  expect(new Dropout({ rate: 0.5 }).getClassName()).toBe('SeededDropout');
});

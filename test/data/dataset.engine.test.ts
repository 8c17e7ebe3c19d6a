import * as tf from '@tensorflow/tfjs';
import { Dataset, type Batch, type BatchOptions } from '../../src/data/dataset';

/** Image i is [[2i, 2i + 1]] with label i % 3. */
const dataset = new Dataset({
  name: 'small',
  images: Uint8Array.from({ length: 20 }, (_, i) => i),
  labels: Uint8Array.from({ length: 10 }, (_, i) => i % 3),
  imageShape: [1, 2, 1],
  classes: ['a', 'b', 'c'],
  pixels: 'original',
});

interface Values {
  shape: number[];
  pixels: number[];
  labels: number[];
}

async function collect(options: BatchOptions, from = dataset): Promise<Values[]> {
  const batches: Values[] = [];
  for await (const { images, labels } of from.batches(options)) {
    batches.push({
      shape: images.shape,
      pixels: [...images.dataSync()],
      labels: [...labels.dataSync()],
    });
    tf.dispose([images, labels]);
  }
  return batches;
}

describe('Dataset.batches', () => {
  it('gives the images in order, the last batch with what is left', async () => {
    expect(await collect({ size: 4 })).toEqual([
      { shape: [4, 1, 2, 1], pixels: [0, 1, 2, 3, 4, 5, 6, 7], labels: [0, 1, 2, 0] },
      { shape: [4, 1, 2, 1], pixels: [8, 9, 10, 11, 12, 13, 14, 15], labels: [1, 2, 0, 1] },
      { shape: [2, 1, 2, 1], pixels: [16, 17, 18, 19], labels: [2, 0] },
    ]);
  });

  it('leaves the smaller last batch out on request', async () => {
    expect((await collect({ size: 4, dropRemainder: true })).map(({ shape }) => shape[0])).toEqual([4, 4]);
    expect((await collect({ size: 5, dropRemainder: true })).map(({ shape }) => shape[0])).toEqual([5, 5]);
  });

  it('has float32 images and int32 labels', async () => {
    for await (const { images, labels } of dataset.batches({ size: 10 })) {
      expect([images.dtype, labels.dtype]).toEqual(['float32', 'int32']);
      tf.dispose([images, labels]);
    }
  });

  it('shuffles: each image once, with its label, in an order that the seed decides', async () => {
    const order = async (seed: number): Promise<number[]> => {
      const batches = await collect({ size: 3, shuffle: true, seed });
      const pixels = batches.flatMap((batch) => batch.pixels);
      const labels = batches.flatMap((batch) => batch.labels);
      const images = labels.map((_, i) => (pixels[2 * i] as number) / 2);
      expect(labels).toEqual(images.map((image) => image % 3));
      return images;
    };
    const first = await order(1);
    expect([...first].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await order(1)).toEqual(first);
    expect(await order(2)).not.toEqual(first);
  });

  describe('with every augmentation', () => {
    const images = new Dataset({
      ...dataset,
      images: Uint8Array.from({ length: 10 * 192 }, (_, i) => (i * 37) & 255),
      labels: dataset.labels,
      imageShape: [8, 8, 3],
    });
    const options: BatchOptions = {
      size: 3,
      shuffle: true,
      seed: 4,
      augment: {
        shift: 2,
        flip: true,
        affine: { rotate: 20, scale: 0.1, shear: 0.1 },
        elastic: { alpha: 8, sigma: 2 },
        jitter: { brightness: 0.3, contrast: 0.3, saturation: 0.3 },
        cutout: 3,
      },
    };

    it('after skipped batches gives the same as without skipping', async () => {
      const all = await collect(options, images);
      expect(all).toHaveLength(4);
      for (const skip of [1, 2, 3, 4, 5])
        expect(await collect({ ...options, skip }, images)).toEqual(all.slice(skip));
      expect(await collect({ ...options, seed: 5 }, images)).not.toEqual(all);
    });

    it('gives an image the same in batches of any size', async () => {
      const pixels = (batches: Values[]) => batches.flatMap((batch) => batch.pixels);
      const expected = pixels(await collect(options, images));
      for (const size of [1, 4, 10])
        expect(pixels(await collect({ ...options, size }, images))).toEqual(expected);
    });
  });

  it('cuts out squares of the mean colour of all images', async () => {
    const red = new Dataset({
      ...dataset,
      images: Uint8Array.of(10, 20, 30, 10, 20, 31, 50, 0, 30, 50, 1, 31),
      labels: Uint8Array.of(0, 1),
      imageShape: [1, 2, 3],
    });
    // Means 30, 10.25 and 30.5; a square of 2 about either pixel covers the first.
    for (const { pixels } of await collect({ size: 1, augment: { cutout: 2 } }, red))
      expect(pixels.slice(0, 3)).toEqual([30, 10, 31]);
  });

  it('leaves the data set as it was and no tensors behind, also where the loop ends early', async () => {
    const before = tf.memory().numTensors;
    const bytes = [...dataset.images];
    await collect({ size: 4, shuffle: true, augment: { flip: true } });
    const taken: Batch[] = [];
    for await (const batch of dataset.batches({ size: 4 })) {
      taken.push(batch);
      break;
    }
    taken.forEach(({ images, labels }) => tf.dispose([images, labels]));
    expect(tf.memory().numTensors).toBe(before);
    expect([...dataset.images]).toEqual(bytes);
  });
});

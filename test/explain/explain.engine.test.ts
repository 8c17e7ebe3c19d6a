import * as tf from '@tensorflow/tfjs';
import { Classifier } from '../../src/classifier';
import { ConvzooError } from '../../src/errors';
import type { ExplainOptions } from '../../src/explain/explain';
import type { Fit } from '../../src/fit';
import type { ImageInput } from '../../src/image';
import { GREY_28, SAMPLE_CARD } from '../support/sample-card';
import { cornerNet, SIDE } from './nets';

/** Images of 6x6, framed by a pixel of white; of these 8x8, `cornerNet` sees the 2x2 at the top left. */
const INNER = SIDE - 2;
const preprocessing = {
  ...GREY_28,
  imageSize: [INNER, INNER] as [number, number],
  padding: 1,
  background: 255,
  std: [255],
};

function classifierOf(): Classifier<ImageInput> {
  return new Classifier(
    { ...SAMPLE_CARD, classes: ['bright', 'dark'], preprocessing },
    cornerNet(),
    (image) => image,
  );
}

const white = (width: number, height: number) => ({
  data: new Uint8Array(width * height).fill(255),
  width,
  height,
});

describe('explain', () => {
  it('tells the probabilities of all classes and the heat of the likeliest, without the frame', async () => {
    const { predictions, explained, heat, ...size } = await classifierOf().explain(white(INNER, INNER));
    expect(size).toEqual({ width: INNER, height: INNER });
    expect(predictions.map(({ className }) => className)).toEqual(['bright', 'dark']);
    // Four of 64 pixels are seen, ten times their mean is the score.
    expect(predictions[0]?.probability).toBeCloseTo(1 / (1 + Math.exp(-40 / 64)), 4);
    expect(explained).toEqual(predictions[0]);
    const corner = Array.from({ length: INNER * INNER }, (_, i) => (i === 0 ? 1 : 0));
    expect([...heat]).toEqual(corner);
  });

  it('gives the heat in the size of the image, whatever that is', async () => {
    const image = white(4 * INNER, 2 * INNER);
    const { heat, width, height } = await classifierOf().explain(image);
    expect([width, height]).toEqual([4 * INNER, 2 * INNER]);
    const rows = Array.from({ length: height }, (_, row) => [
      ...heat.subarray(row * width, (row + 1) * width),
    ]);
    // Scaled up linearly: a whole pixel from the middle of one to the middle of the next, which is cold.
    const across = [1, 1, 7 / 8, 5 / 8, 3 / 8, 1 / 8, 0, 0];
    const down = [1, 3 / 4, 1 / 4, 0];
    down.forEach((share, row) =>
      across.forEach((value, column) => expect(rows[row]?.[column]).toBeCloseTo(share * value, 4)),
    );
  });

  it('gives the heat where the image is: without bars beside it, and with zeros where it was cut off', async () => {
    const heatOf = async (fit: Fit, image: ReturnType<typeof white>) => {
      const card = { ...SAMPLE_CARD, classes: ['bright', 'dark'], preprocessing: { ...preprocessing, fit } };
      const { heat } = await new Classifier(card, cornerNet(), (one: ImageInput) => one).explain(image);
      return Array.from({ length: image.height }, (_, y) => [
        ...heat.subarray(y * image.width, (y + 1) * image.width),
      ]);
    };
    // The corner that is seen is in the bar above.
    expect((await heatOf('contain', white(INNER, 2))).flat().every((value) => value === 0)).toBe(true);
    const upright = await heatOf('contain', white(INNER, INNER));
    expect(upright[0]?.slice(0, 2)).toEqual([1, 0]);
    // Two columns are cut off on either side, so the corner that is seen is the third.
    const wide = await heatOf('cover', white(INNER + 4, INNER));
    expect(wide[0]).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('explains another class, another layer, and by another method', async () => {
    const classifier = classifierOf();
    const dark = await classifier.explain(white(INNER, INNER), { label: 1 });
    expect(dark.explained.className).toBe('dark');
    expect(Math.max(...dark.heat)).toBe(0);
    const everywhere = await classifier.explain(white(INNER, INNER), { layer: 'conv' });
    expect([...everywhere.heat]).toEqual(Array.from({ length: INNER * INNER }, () => 1));
    const { heat } = await classifier.explain(white(INNER, INNER), { method: 'occlusion' });
    expect(heat[0]).toBe(Math.max(...heat));
    expect(heat[INNER * INNER - 1]).toBe(0);
  });

  it('gives the feature maps of a layer', async () => {
    const maps = await classifierOf().featureMaps(white(3, 3), 'blind');
    expect(maps.shape).toEqual([1, SIDE, SIDE, 1]);
    expect([...maps.dataSync().subarray(0, 4)]).toEqual([1, 1, -99, -99]);
    maps.dispose();
  });

  it('leaves no tensor, and the image is the caller’s', async () => {
    const classifier = classifierOf();
    const image = tf.ones([5, 5, 3]) as tf.Tensor3D;
    await classifier.explain(image);
    const before = tf.memory().numTensors;
    await classifier.explain(image);
    await classifier.explain(image, { method: 'occlusion' });
    (await classifier.featureMaps(image, 'conv')).dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(image.isDisposed).toBe(false);
  });

  it.each<[string, ExplainOptions, RegExp]>([
    ['a class that is not there', { label: 2 }, /no class 2, expected a label from 0 to 1/],
    ['a layer that is not there', { layer: 'blnd' }, /did you mean 'blind'\?/],
    [
      'a layer for occlusion',
      { method: 'occlusion', layer: 'conv' },
      /occlusion looks at no layer, and 'conv' is told/,
    ],
    [
      'an unknown method',
      { method: 'gradcam' as 'grad-cam' },
      /no method is named 'gradcam'; did you mean 'grad-cam'\?/,
    ],
  ])('refuses %s and leaves no tensor', async (_, options, message) => {
    const classifier = classifierOf();
    await classifier.classify(white(INNER, INNER));
    const before = tf.memory().numTensors;
    const attempt = classifier.explain(white(INNER, INNER), options);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ConvzooError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses several images at once', async () => {
    const batch = tf.zeros([2, 6, 6, 1]) as unknown as tf.Tensor3D;
    await expect(classifierOf().explain(batch)).rejects.toThrow('expected one image, got 2');
  });
});

import sharp from 'sharp';
import type { Explanation } from '../../src/classifier';
import { HEAT } from '../../src/explain/colour-map';
import { explanationPicture } from '../../src/explain/explanation-picture.node';

const CAPTIONS = { title: 'net-data', method: 'Grad-CAM' };
const HOT = HEAT.at(-1) ?? [];
const cat = { className: 'cat', label: 0, probability: 0.9 };

/** An explanation whose heat is 1 everywhere. */
const hotAll = (width: number, height: number): Explanation => ({
  predictions: [cat, { className: 'dog', label: 1, probability: 0.1 }],
  explained: cat,
  heat: new Float32Array(width * height).fill(1),
  width,
  height,
});

/** Pixels of a PNG that have a colour. */
async function count(png: Uint8Array, colour: readonly number[]): Promise<number> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let pixels = 0;
  for (let i = 0; i < 3 * info.width * info.height; i += 3) {
    if (colour.every((value, channel) => data[i + channel] === value)) pixels += 1;
  }
  return pixels;
}

it('shows a small image, its heat and both together, enlarged by a whole number', async () => {
  const data = Uint8Array.from({ length: 4 * 2 * 3 }, (_, i) => [0, 0, 200][i % 3] ?? 0);
  const png = await explanationPicture({ data, width: 4, height: 2 }, hotAll(4, 2), CAPTIONS);
  // 84 times: the longer side is 336.
  const pixels = 84 * 84 * 8;
  expect(await count(png, [0, 0, 200])).toBe(pixels);
  expect(await count(png, HOT)).toBe(pixels);
  const grey = 0.114 * 200;
  expect(
    await count(
      png,
      HOT.map((value) => Math.round((value + grey) / 2)),
    ),
  ).toBe(pixels);
});

it('scales a large image down, and puts what is transparent on black', async () => {
  const [width, height] = [900, 300];
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 0 : 255));
  const png = await explanationPicture({ data, width, height }, hotAll(width, height), CAPTIONS);
  expect(await count(png, HOT)).toBe(448 * 149);
  expect(await count(png, [0, 0, 0])).toBeGreaterThanOrEqual(448 * 149);
});

it('takes grey images', async () => {
  const data = new Uint8Array(16).fill(77);
  const png = await explanationPicture({ data, width: 4, height: 4 }, hotAll(4, 4), CAPTIONS);
  // Some pixels of the letters are as grey.
  expect(await count(png, [77, 77, 77])).toBeGreaterThanOrEqual(336 * 336);
});

it('says what was predicted, explained and by which method', async () => {
  const draw = (explanation: Explanation, captions = CAPTIONS) =>
    explanationPicture({ data: new Uint8Array(16), width: 4, height: 4 }, explanation, captions);
  const plain = hotAll(4, 4);
  const pictures = await Promise.all([
    draw(plain),
    draw({ ...plain, explained: { ...cat, className: 'cow' } }),
    draw({ ...plain, predictions: [cat] }),
    draw(plain, { ...CAPTIONS, method: 'occlusion' }),
    draw(plain, { ...CAPTIONS, title: 'other' }),
  ]);
  expect(new Set(pictures.map((png) => Buffer.from(png).toString('base64'))).size).toBe(pictures.length);
});

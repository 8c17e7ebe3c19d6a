import { colouredDigits } from '../../bench/coloured-digits';
import { textures } from '../../bench/textures';
import { Dataset } from '../../src/data/dataset';
import { digits } from '../../src/data/digits';

const drawn = digits({ size: 60, seed: 1 });
const backgrounds = new Dataset({
  name: 'backgrounds',
  images: Uint8Array.from({ length: 2 * 32 * 32 * 3 }, (_, i) => (i * 31) % 97),
  labels: new Uint8Array(2),
  imageShape: [32, 32, 3],
  classes: ['any'],
  pixels: 'original',
});
const options = { digits: [3, 7], perClass: 4, seed: 5 };

test('each digit gives as many images, and the same seed the same', () => {
  const data = colouredDigits(drawn, backgrounds, options);
  expect(data.classes).toEqual(['3', '7']);
  expect([...data.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  expect(colouredDigits(drawn, backgrounds, options).images).toEqual(data.images);
  expect(colouredDigits(drawn, backgrounds, { ...options, seed: 6 }).images).not.toEqual(data.images);
});

test('an image is a background where there is no ink, and has one other colour where there is most', () => {
  const image = colouredDigits(drawn, backgrounds, options).image(0);
  const corner = (pixels: Uint8Array) => pixels.slice(0, 32 * 3 * 2);
  expect([0, 1].map((index) => corner(backgrounds.image(index)))).toContainEqual(corner(image));
  const isOf = (index: number) => image.filter((value, at) => value !== backgrounds.image(index)[at]).length;
  const changed = Math.min(isOf(0), isOf(1));
  // A digit of 28x28 has ink on some of its pixels, and on far from all.
  expect(changed).toBeGreaterThan(3 * 20);
  expect(changed).toBeLessThan(3 * 28 * 28 * 0.6);
});

test('too few images of a digit are an error', () => {
  expect(() => colouredDigits(drawn, backgrounds, { ...options, perClass: 40 })).toThrow(
    /digits: \d+ images of 3, expected 40/,
  );
});

test('a texture changes evenly, and the same seed draws the same', () => {
  const data = textures(3, 1);
  expect(textures(3, 1).images).toEqual(data.images);
  expect(textures(3, 2).images).not.toEqual(data.images);
  const image = data.image(0);
  const steps = Array.from({ length: 31 }, (_, x) =>
    Math.abs((image[(x + 1) * 3] ?? 0) - (image[x * 3] ?? 0)),
  );
  // At most six cells of 32 / 6 pixels lie between colours that are 255 apart.
  expect(Math.max(...steps)).toBeLessThanOrEqual(Math.ceil(255 / (32 / 6)) + 1);
  expect(new Set(image).size).toBeGreaterThan(10);
});

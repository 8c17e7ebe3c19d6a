import { MemoryImages } from '../../src/data/image-source';
import { meanColour } from '../../src/data/mean-colour';

test('the mean colour is the mean of each channel over all images, rounded', async () => {
  const images = new MemoryImages(Uint8Array.of(0, 10, 255, 1, 10, 255, 1, 20, 255, 1, 20, 254), 6);
  expect([...(await meanColour(images, 3))]).toEqual([1, 15, 255]);
});

test('more images than are read at a time count the same', async () => {
  const images = new MemoryImages(
    Uint8Array.from({ length: 600 }, (_, i) => (i < 599 ? 7 : 255)),
    1,
  );
  expect([...(await meanColour(images, 1))]).toEqual([7]);
  const rising = new MemoryImages(
    Uint8Array.from({ length: 512 }, (_, i) => i >> 1),
    1,
  );
  expect([...(await meanColour(rising, 1))]).toEqual([128]);
});

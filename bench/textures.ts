import { Dataset } from '../src/data/dataset';
import { Random } from '../src/random';

const SIDE = 32;

/** Drawn backgrounds of 32x32x3: colours at the corners of a few cells and even transitions between them. */
export function textures(count: number, seed: number): Dataset {
  const images = new Uint8Array(count * SIDE * SIDE * 3);
  const random = new Random(seed);
  for (let i = 0; i < count; i++) images.set(texture(random), i * SIDE * SIDE * 3);
  return new Dataset({
    name: 'textures',
    images,
    labels: new Uint8Array(count),
    imageShape: [SIDE, SIDE, 3],
    classes: ['texture'],
    pixels: 'drawn',
  });
}

function texture(random: Random): Uint8Array {
  const cells = 2 + random.integer(5);
  const corners = Array.from({ length: (cells + 1) ** 2 * 3 }, () => random.integer(256));
  const corner = (row: number, column: number, channel: number) =>
    corners[(row * (cells + 1) + column) * 3 + channel] ?? 0;
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    const [y, x] = [Math.floor(pixel / SIDE), pixel % SIDE].map((each) => (each / SIDE) * cells) as [
      number,
      number,
    ];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const along = (row: number) =>
      corner(row, left, channel) + (x - left) * (corner(row, left + 1, channel) - corner(row, left, channel));
    return along(top) + (y - top) * (along(top + 1) - along(top));
  });
}

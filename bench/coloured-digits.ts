import { Dataset } from '../src/data/dataset';
import { ConvzooError } from '../src/errors';
import { Random } from '../src/random';

const SIDE = 32;
const PIXELS = SIDE * SIDE;
/** How far a digit's colour is from the mean of its background at least, of 442 from black to white. */
const CONTRAST = 120;

export interface ColouredDigitsOptions {
  /** The digits that are classes. */
  digits: readonly number[];
  /** Images of each. */
  perClass: number;
  seed: number;
}

/**
 * Digits in random colours, moved by up to two pixels, over images: a task that weights for either have not seen.
 *
 * @param digits images of 28x28x1, classes 0 to 9
 * @param backgrounds images of 32x32x3
 * @throws ConvzooError where a class has too few images
 */
export function colouredDigits(
  digits: Dataset,
  backgrounds: Dataset,
  { digits: classes, perClass, seed }: ColouredDigitsOptions,
): Dataset {
  const random = new Random(seed);
  const chosen = classes.flatMap((digit, label) => {
    const all = [...digits.labels.keys()].filter((index) => digits.labels[index] === digit);
    if (all.length < perClass) {
      throw new ConvzooError(`${digits.name}: ${all.length} images of ${digit}, expected ${perClass}`);
    }
    const order = random.permutation(all.length).subarray(0, perClass);
    return Array.from(order, (position) => ({ index: all[position] as number, label }));
  });
  const images = new Uint8Array(chosen.length * PIXELS * 3);
  chosen.forEach(({ index }, i) => {
    const background = backgrounds.image(random.integer(backgrounds.size));
    images.set(painted(digits.image(index), background, random), i * PIXELS * 3);
  });
  return new Dataset({
    name: 'coloured-digits',
    images,
    labels: Uint8Array.from(chosen, ({ label }) => label),
    imageShape: [SIDE, SIDE, 3],
    classes: classes.map(String),
    pixels: `${digits.name} digits in colours over ${backgrounds.name} images, seed ${seed}`,
  });
}

/** One digit over one image. */
function painted(digit: Uint8Array, background: Uint8Array, random: Random): Uint8Array {
  const colour = contrasting(meanOf(background), random);
  const [down, right] = [random.integer(5), random.integer(5)];
  return background.map((value, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    const [row, column] = [Math.floor(pixel / SIDE) - down, (pixel % SIDE) - right];
    const isInside = row >= 0 && row < 28 && column >= 0 && column < 28;
    const ink = isInside ? (digit[row * 28 + column] ?? 0) / 255 : 0;
    return Math.round(value + ink * ((colour[channel] ?? 0) - value));
  });
}

function contrasting(mean: readonly number[], random: Random): number[] {
  for (;;) {
    const colour = mean.map(() => random.integer(256));
    if (Math.hypot(...colour.map((value, i) => value - (mean[i] ?? 0))) >= CONTRAST) return colour;
  }
}

function meanOf(image: Uint8Array): number[] {
  const sums = [0, 0, 0];
  image.forEach((value, at) => (sums[at % 3] = (sums[at % 3] ?? 0) + value));
  return sums.map((sum) => (sum * 3) / image.length);
}

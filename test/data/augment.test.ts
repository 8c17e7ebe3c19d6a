import { Augmenter, type Augmentation, type ImageShape } from '../../src/data/augment';
import { moveImage } from '../../src/data/move-image';
import { Random } from '../../src/random';

// prettier-ignore
const NINE = Uint8Array.of(
  1, 2, 3,
  4, 5, 6,
  7, 8, 9,
);

function moved(right: number, down: number, background: number): string {
  const target = new Uint8Array(9);
  moveImage(NINE, target, [3, 3, 1], { right, down, flip: false }, background);
  return target.join(' ');
}

const augmented = (augmentation: Augmentation, key: number): string => {
  const target = new Uint8Array(9);
  new Augmenter([3, 3, 1], augmentation, Uint8Array.of(0)).apply(NINE, target, new Random(key));
  return target.join(' ');
};
const seen = (augmentation: Augmentation): Set<string> =>
  new Set(Array.from({ length: 300 }, (_, key) => augmented(augmentation, key)));

describe('Augmenter', () => {
  it('draws every shift up to the one given, and no other', () => {
    const expected = new Set<string>();
    for (const right of [-1, 0, 1]) for (const down of [-1, 0, 1]) expected.add(moved(right, down, 7));
    expect(expected.size).toBe(9);
    expect(seen({ shift: 1, background: 7 })).toEqual(expected);
  });

  it('flips about half of the images and leaves the others', () => {
    const flips = Array.from({ length: 1000 }, (_, key) => augmented({ flip: true }, key)).filter(
      (image) => image === '3 2 1 6 5 4 9 8 7',
    );
    expect(seen({ flip: true })).toEqual(new Set(['1 2 3 4 5 6 7 8 9', '3 2 1 6 5 4 9 8 7']));
    expect(flips.length).toBeGreaterThan(430);
    expect(flips.length).toBeLessThan(570);
  });

  it.each<[string, Augmentation]>([
    ['an affine map of no size', { affine: { rotate: 0, scale: 0, shear: 0 } }],
    ['an elastic deformation of no size', { elastic: { alpha: 0, sigma: 1 } }],
    ['colour jitter of no size', { jitter: { brightness: 0, contrast: 0 } }],
  ])('with %s does the same as without', (_, augmentation) => {
    for (let key = 0; key < 50; key++)
      expect(augmented({ shift: 1, flip: true, ...augmentation }, key)).toBe(
        augmented({ shift: 1, flip: true }, key),
      );
  });

  it.each<[string, Augmentation]>([
    ['affine maps', { affine: { rotate: 30, scale: 0.2, shear: 0.2 } }],
    ['elastic deformations', { elastic: { alpha: 5, sigma: 1 } }],
    ['colours', { jitter: { brightness: 0.9, contrast: 0.9 } }],
  ])('draws %s anew for each random key and the same for the same one', (_, augmentation) => {
    expect(augmented(augmentation, 5)).toBe(augmented(augmentation, 5));
    expect(seen(augmentation).size).toBeGreaterThan(30);
  });

  it('gives an image the same whatever came before it', () => {
    const shape: ImageShape = [8, 8, 3];
    const all: Augmentation = {
      shift: 2,
      flip: true,
      affine: { rotate: 20, scale: 0.1, shear: 0.1 },
      elastic: { alpha: 8, sigma: 2 },
      jitter: { brightness: 0.3, contrast: 0.3, saturation: 0.3 },
      cutout: 3,
      background: 50,
    };
    const images = [1, 2, 3].map((key) => {
      const random = new Random(key);
      return Uint8Array.from({ length: 192 }, () => random.integer(256));
    });
    const results = (augmenter: () => Augmenter): string[] =>
      images.map((image, key) => {
        const target = new Uint8Array(192);
        augmenter().apply(image, target, new Random(key));
        return target.join(' ');
      });
    const colour = Uint8Array.of(1, 2, 3);
    const shared = new Augmenter(shape, all, colour);
    expect(results(() => shared)).toEqual(results(() => new Augmenter(shape, all, colour)));
  });

  it('cuts out last, with the mean colour as it is', () => {
    const target = new Uint8Array(9);
    const augmentation: Augmentation = { jitter: { brightness: 1 }, background: 0, cutout: 3 };
    for (let key = 0; key < 40; key++) {
      new Augmenter([3, 3, 1], augmentation, Uint8Array.of(123)).apply(NINE, target, new Random(key));
      // The square covers the centre wherever it is itself centred.
      expect(target[4]).toBe(123);
    }
  });
});

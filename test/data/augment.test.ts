import { augmentImage, checkAugmentation, warpImage, type Augmentation } from '../../src/data/augment';
import { Random } from '../../src/random';

const STILL = { right: 0, down: 0, flip: false, rotate: 0, scale: 1, shear: 0 };

// prettier-ignore
const NINE = Uint8Array.of(
  1, 2, 3,
  4, 5, 6,
  7, 8, 9,
);

function warped(changes: Partial<typeof STILL>, background = 0): number[] {
  const target = new Uint8Array(9);
  warpImage(NINE, target, [3, 3, 1], { ...STILL, ...changes }, background);
  return [...target];
}

describe('warpImage', () => {
  it('leaves the image alone where nothing changes', () => {
    expect(warped({})).toEqual([...NINE]);
  });

  it('moves right and down and fills with the background', () => {
    expect(warped({ right: 1, down: 1 }, 99)).toEqual([99, 99, 99, 99, 1, 2, 99, 4, 5]);
  });

  it('turns by 90 degrees clockwise', () => {
    expect(warped({ rotate: 90 })).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it('flips before it turns', () => {
    // Flipped: 3 2 1, 6 5 4, 9 8 7.
    expect(warped({ flip: true, rotate: 90 })).toEqual([9, 6, 3, 8, 5, 2, 7, 4, 1]);
  });

  it('doubles the size about the centre, in between by bilinear weights', () => {
    // The corner at (-1, -1) comes from (-0.5, -0.5): the mean of 1, 2, 4, 5.
    // In full: 3 3.5 4, 4.5 5 5.5, 6 6.5 7.
    expect(warped({ scale: 2 })).toEqual([3, 4, 4, 5, 5, 6, 6, 7, 7]);
  });

  it('shears rows to the right by their distance below the centre', () => {
    expect(warped({ shear: 1 })).toEqual([2, 3, 0, 4, 5, 6, 0, 7, 8]);
  });

  it('keeps the channels of a pixel together', () => {
    const source = Uint8Array.of(10, 20, 30, 40, 50, 60);
    const target = new Uint8Array(6);
    warpImage(source, target, [1, 2, 3], { ...STILL, rotate: 180 }, 0);
    expect([...target]).toEqual([40, 50, 60, 10, 20, 30]);
  });

  it('mixes the border with the background', () => {
    const target = new Uint8Array(2);
    warpImage(Uint8Array.of(100, 200), target, [1, 2, 1], { ...STILL, right: 0.5 }, 0);
    expect([...target]).toEqual([50, 150]);
  });
});

describe('augmentImage', () => {
  const augmented = (augmentation: Augmentation, key: number): string => {
    const target = new Uint8Array(9);
    augmentImage(NINE, target, [3, 3, 1], augmentation, new Random(key));
    return [...target].join(' ');
  };
  const seen = (augmentation: Augmentation): Set<string> =>
    new Set(Array.from({ length: 300 }, (_, key) => augmented(augmentation, key)));

  it('draws every shift up to the one given, and no other', () => {
    const expected = new Set<string>();
    for (const right of [-1, 0, 1])
      for (const down of [-1, 0, 1]) expected.add(warped({ right, down }, 7).join(' '));
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

  it('with an affine map of no size does the same as without one', () => {
    const affine = { rotate: 0, scale: 0, shear: 0 };
    for (let key = 0; key < 50; key++)
      expect(augmented({ shift: 1, flip: true, affine }, key)).toBe(augmented({ shift: 1, flip: true }, key));
  });

  it('draws the same for the same random key', () => {
    const affine = { rotate: 30, scale: 0.2, shear: 0.2 };
    expect(augmented({ affine }, 5)).toBe(augmented({ affine }, 5));
    expect(seen({ affine }).size).toBeGreaterThan(100);
  });
});

describe('checkAugmentation', () => {
  const affine = { rotate: 0, scale: 0, shear: 0 };
  it.each<[string, Augmentation]>([
    ["'shift' is -1", { shift: -1 }],
    ["'shift' is 1.5", { shift: 1.5 }],
    ["'shift' is 28, expected whole pixels from 0 to 27", { shift: 28 }],
    ["'background' is 256", { background: 256 }],
    ["'affine.rotate' is 200", { affine: { ...affine, rotate: 200 } }],
    ["'affine.scale' is 1", { affine: { ...affine, scale: 1 } }],
    ["'affine.shear' is NaN", { affine: { ...affine, shear: NaN } }],
  ])('reports that %s', (message, augmentation) => {
    expect(() => checkAugmentation(augmentation, [28, 28, 1])).toThrow(message);
  });
});

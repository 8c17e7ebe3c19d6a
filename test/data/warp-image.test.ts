import { ImageWarp, type AffineMap } from '../../src/data/warp-image';
import type { ImageShape } from '../../src/data/augment';
import type { Displacements } from '../../src/data/elastic-field';

const STILL: AffineMap = { right: 0, down: 0, flip: false, rotate: 0, scale: 1, shear: 0 };

// prettier-ignore
const NINE = [
  1, 2, 3,
  4, 5, 6,
  7, 8, 9,
];

interface Case {
  source?: number[];
  shape?: ImageShape;
  background?: number;
  displacements?: Displacements;
}

function warped(
  changes: Partial<AffineMap>,
  { source = NINE, shape = [3, 3, 1], background = 0, displacements }: Case = {},
): number[] {
  const target = new Uint8Array(source.length);
  const map = { ...STILL, ...changes };
  new ImageWarp(shape, background).apply(Uint8Array.from(source), target, map, displacements);
  return [...target];
}

describe('ImageWarp', () => {
  it('leaves the image alone where nothing changes', () => {
    expect(warped({})).toEqual(NINE);
  });

  it('moves right and down and fills with the background', () => {
    expect(warped({ right: 1, down: 1 }, { background: 99 })).toEqual([99, 99, 99, 99, 1, 2, 99, 4, 5]);
  });

  it('shows background alone where the image moves out of view', () => {
    expect(warped({ right: 50 }, { background: 9 })).toEqual(NINE.map(() => 9));
    expect(warped({ down: -50 }, { background: 9 })).toEqual(NINE.map(() => 9));
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
    const source = [10, 20, 30, 40, 50, 60];
    expect(warped({ rotate: 180 }, { source, shape: [1, 2, 3] })).toEqual([40, 50, 60, 10, 20, 30]);
  });

  it('mixes the border with the background', () => {
    expect(warped({ right: 0.5 }, { source: [100, 200], shape: [1, 2, 1] })).toEqual([50, 150]);
    expect(warped({ right: -0.5 }, { source: [100, 200], shape: [1, 2, 1] })).toEqual([150, 100]);
    expect(warped({ down: 0.25 }, { source: [100, 200], shape: [2, 1, 1] })).toEqual([75, 175]);
  });

  it('lets each pixel look where its displacement says', () => {
    const displacements = {
      x: Float64Array.of(1, 0, 0, 0.5, 0, 0, 0, 0, 7),
      y: Float64Array.of(0, 0, 1, 0, 0, 0, -2, 0, 0),
    };
    // The first from the 2, the third from the 6, the fourth between 4 and 5, the seventh from the 1.
    expect(warped({}, { displacements })).toEqual([2, 2, 6, 5, 5, 6, 1, 8, 0]);
  });

  it('displaces what the affine map made, in the same pass', () => {
    const displacements = {
      x: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0),
      y: Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, -1),
    };
    // Turned: 7 4 1, 8 5 2, 9 6 3.
    expect(warped({ rotate: 90 }, { displacements })).toEqual([4, 4, 1, 8, 5, 2, 9, 6, 2]);
  });

  it('resamples each image by itself', () => {
    const warp = new ImageWarp([1, 2, 1], 9);
    const target = new Uint8Array(2);
    warp.apply(Uint8Array.of(100, 200), target, { ...STILL, right: 1 });
    expect([...target]).toEqual([9, 100]);
    warp.apply(Uint8Array.of(10, 20), target, { ...STILL, right: -1 });
    expect([...target]).toEqual([20, 9]);
  });
});

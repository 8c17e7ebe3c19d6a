import { changeColours, drawFactors, type ColourFactors } from '../../src/data/colour-jitter';
import { Random } from '../../src/random';

const SAME: ColourFactors = { brightness: 1, contrast: 1, saturation: 1 };

function changed(pixels: number[], channels: number, factors: Partial<ColourFactors>): number[] {
  const bytes = Uint8Array.from(pixels);
  changeColours(bytes, channels, { ...SAME, ...factors });
  return [...bytes];
}

describe('changeColours', () => {
  it('changes nothing where all factors are 1', () => {
    const pixels = Array.from({ length: 255 }, (_, i) => i);
    expect(changed(pixels, 3, {})).toEqual(pixels);
    expect(changed(pixels, 1, {})).toEqual(pixels);
  });

  it('multiplies for brightness and cuts off at 255', () => {
    expect(changed([10, 100, 200, 0, 127, 255], 3, { brightness: 1.5 })).toEqual([15, 150, 255, 0, 191, 255]);
    expect(changed([10, 100, 200, 255], 1, { brightness: 0.5 })).toEqual([5, 50, 100, 128]);
  });

  it('moves pixels away from the mean grey for contrast and cuts off at both ends', () => {
    // Greys: 0.2989 * 100 + 0.587 * 200 + 0.114 * 50 = 152.99, and 0.9999 * 50 = 49.995; their mean is 101.4925.
    // 100 becomes 0.5 * 100 + 0.5 * 101.4925 = 100.7; 200 150.7; 50 75.7.
    expect(changed([100, 200, 50, 50, 50, 50], 3, { contrast: 0.5 })).toEqual([101, 151, 76, 76, 76, 76]);
    // 2 * 100 - 101.4925 = 98.5; 2 * 200 - 101.4925 is above 255; 2 * 50 - 101.4925 below 0.
    expect(changed([100, 200, 50, 50, 50, 50], 3, { contrast: 2 })).toEqual([99, 255, 0, 0, 0, 0]);
  });

  it('takes the mean pixel of a grey image for its grey', () => {
    // The mean is 60.
    expect(changed([20, 40, 120], 1, { contrast: 0.5 })).toEqual([40, 50, 90]);
  });

  it('moves each pixel away from its own grey for saturation', () => {
    // The grey is 152.99.
    expect(changed([100, 200, 50], 3, { saturation: 0 })).toEqual([153, 153, 153]);
    // 1.5 * 100 - 76.495 = 73.5; 300 - 76.495 = 223.5; 75 - 76.495 is below 0.
    expect(changed([100, 200, 50], 3, { saturation: 1.5 })).toEqual([74, 224, 0]);
  });

  it('does brightness, contrast and saturation in that order, and rounds once', () => {
    // Brightness: 80 160 240 and 240 255 80 (cut off). Greys: 145.192 and 230.541; mean 187.8665.
    // Contrast 0.5 adds 93.93325: 133.93325 173.93325 213.93325 and 213.93325 221.43325 133.93325.
    // Greys of these: 166.5196 and 209.1941. Saturation 0.5: half of each added.
    expect(
      changed([40, 80, 120, 120, 200, 40], 3, { brightness: 2, contrast: 0.5, saturation: 0.5 }),
    ).toEqual([150, 170, 190, 212, 215, 172]);
  });
});

describe('drawFactors', () => {
  const many = Array.from({ length: 2000 }, (_, key) =>
    drawFactors({ brightness: 0.4, contrast: 0.2, saturation: 1 }, new Random(key)),
  );

  it.each([
    ['brightness', 0.6, 1.4],
    ['contrast', 0.8, 1.2],
    ['saturation', 0, 2],
  ] as const)('draws %s evenly from %d to %d', (part, low, high) => {
    const factors = many.map(({ [part]: factor }) => factor);
    const width = high - low;
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(low);
    expect(Math.max(...factors)).toBeLessThan(high);
    for (const quarter of [0, 1, 2, 3]) {
      const from = low + (quarter / 4) * width;
      const inside = factors.filter((factor) => factor >= from && factor < from + width / 4);
      expect(Math.abs(inside.length - 500)).toBeLessThan(80);
    }
  });

  it('draws the three apart from each other, and 1 for what is absent', () => {
    const sameDirection = many.filter(({ brightness, contrast }) => brightness > 1 === contrast > 1);
    expect(Math.abs(sameDirection.length - 1000)).toBeLessThan(110);
    expect(drawFactors({ contrast: 0.5 }, new Random(1))).toMatchObject({ brightness: 1, saturation: 1 });
  });
});

import { refuseSmaller, smallestImage } from '../../src/layers/smallest-image';

describe('smallestImage', () => {
  it('is the window where there is one', () => {
    expect(smallestImage([{ size: 11, strides: 4 }])).toBe(11);
    expect(smallestImage([{ size: 5, strides: 1, padding: 2 }])).toBe(1);
    expect(smallestImage([])).toBe(1);
  });

  it('has a place for each window on what those before it leave', () => {
    // 3 of 2: a second pooling needs 3, the first makes 3 of 7, the convolution 7 of 5 + 6 * 2.
    const pool = { size: 3, strides: 2 };
    expect(smallestImage([{ size: 5, strides: 2 }, pool, pool])).toBe(17);
  });

  it('lets the last window reach over the edge, but not the only one', () => {
    const pool = { size: 3, strides: 2, ceil: true };
    expect(smallestImage([pool])).toBe(3);
    // Windows from 0 and 2 end at 5; the third begins at 4 and has a pixel of its own.
    expect(smallestImage([pool, pool])).toBe(6);
  });
});

describe('refuseSmaller', () => {
  it('names the model and both sizes', () => {
    expect(() => refuseSmaller('net', [20, 19, 3], 20)).toThrow(
      'net: height and width must be at least 20, got 20x19; smaller images can be centred on a field of that size',
    );
    expect(() => refuseSmaller('net', [20, 20, 3], 20)).not.toThrow();
  });
});

import { kernelPictures, mapPictures } from '../../src/explain/pictures';

describe('mapPictures', () => {
  it('is a picture for each channel, from its least value, black, to its largest, white', () => {
    // Two rows, two columns, three channels, of which the last is the same everywhere.
    const values = Float32Array.of(0, -1, 7, 1, -2, 7, 2, -3, 7, 4, -5, 7);
    const found = mapPictures({ values, shape: [1, 2, 2, 3] });
    expect(found.map(({ width, height }) => [width, height])).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    expect(found.map(({ data }) => [...data])).toEqual([
      [0, 64, 128, 255],
      [255, 191, 128, 0],
      [0, 0, 0, 0],
    ]);
  });
});

describe('kernelPictures', () => {
  it('is a picture for each kernel, grey where it is 0, and at an end where it is farthest from that', () => {
    const values = Float32Array.of(0, 1, -2, 0.5, 0, 0, 0, 0);
    const found = kernelPictures({ values, shape: [2, 2, 2, 1] });
    expect(found.map(({ data }) => [...data])).toEqual([
      [128, 191, 0, 159],
      [128, 128, 128, 128],
    ]);
  });

  it('turns blue, green, red around', () => {
    const values = Float32Array.of(-1, 0, 1);
    const stack = { values, shape: [1, 1, 1, 3] as const };
    expect(kernelPictures(stack).map(({ data }) => [...data])).toEqual([[0, 128, 255]]);
    expect(kernelPictures(stack, { isReversed: true }).map(({ data }) => [...data])).toEqual([[255, 128, 0]]);
  });

  it('refuses kernels of two channels', () => {
    expect(() => kernelPictures({ values: new Float32Array(2), shape: [1, 1, 1, 2] })).toThrow(
      /they read 2 channels, expected 1 or 3/,
    );
  });
});

import { placeImage } from '../../src/data/place-image';

/** Grey values as RGB, and back. */
const image = (values: number[], width: number) => ({
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
  width,
  height: values.length / width,
});
const values = (data: Uint8Array): number[] => [...data].filter((_, i) => i % 3 === 0);

test('an image of the size of the field is that', () => {
  const { data, width, height } = image([1, 2, 3, 4], 2);
  expect(placeImage({ data, width, height }, [2, 2], 'stretch', 0)).toBe(data);
});

test('an image is stretched about the centres of its pixels', () => {
  expect(values(placeImage(image([0, 80, 160, 240], 4), [1, 8], 'stretch', 0))).toEqual([
    0, 20, 60, 100, 140, 180, 220, 240,
  ]);
  expect(values(placeImage(image([0, 100], 1), [4, 1], 'stretch', 0))).toEqual([0, 25, 75, 100]);
});

test('rows and columns are stretched together', () => {
  const corners = values(placeImage(image([0, 40, 80, 200], 2), [4, 4], 'stretch', 0));
  // At a quarter of the way each: 0 + 40/4 + (80 + 120/4 - 0 - 40/4) / 4.
  expect(corners[5]).toBe(35);
  expect([corners[0], corners[3], corners[12], corners[15]]).toEqual([0, 40, 80, 200]);
});

test('an image covers the field, as much cut off on one side as on the other', () => {
  expect(values(placeImage(image([1, 2, 3, 4, 5, 6, 7, 8], 4), [2, 2], 'cover', 0))).toEqual([2, 3, 6, 7]);
  expect(values(placeImage(image([10, 20, 30], 3), [2, 2], 'cover', 0))).toEqual([18, 23, 18, 23]);
});

test('an image is contained in the field, the background as broad on one side as on the other', () => {
  expect(values(placeImage(image([1, 2], 2), [3, 2], 'contain', 9))).toEqual([9, 9, 1, 2, 9, 9]);
  expect(values(placeImage(image([5, 5], 2), [4, 4], 'contain', 9))).toEqual([
    9, 9, 9, 9, 5, 5, 5, 5, 5, 5, 5, 5, 9, 9, 9, 9,
  ]);
});

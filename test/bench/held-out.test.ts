import { BASE_CLASSES, NEW_CLASSES, ofClasses, someOfEach } from '../../bench/held-out';
import { cifar10Files } from '../../src/data/cifar10.node';
import { Dataset } from '../../src/data/dataset';

/** An image of one pixel for each label, whose value is its position. */
const dataset = (labels: number[], classes = ['a', 'b', 'c']) =>
  new Dataset({
    name: 'some',
    images: Uint8Array.from(labels, (_, i) => i),
    labels: Uint8Array.from(labels),
    imageShape: [1, 1, 1],
    classes,
    pixels: 'original',
  });

test('the two halves of CIFAR-10 have no class in common and leave none out', () => {
  expect([...BASE_CLASSES, ...NEW_CLASSES].sort()).toEqual([...cifar10Files().classes].sort());
});

test('some classes alone are labelled in the order in which they are told', () => {
  const chosen = ofClasses(dataset([0, 1, 2, 1, 0, 2]), ['c', 'a']);
  expect(chosen.classes).toEqual(['c', 'a']);
  expect([...chosen.images]).toEqual([0, 2, 4, 5]);
  expect([...chosen.labels]).toEqual([1, 0, 1, 0]);
  expect(() => ofClasses(dataset([0]), ['d'])).toThrow("some has no class 'd', it has: a, b, c");
});

test('as many images of each class are drawn, the same by the same seed', () => {
  const labels = Array.from({ length: 60 }, (_, i) => i % 3);
  const drawn = someOfEach(dataset(labels), 4, 1);
  expect(drawn.counts).toEqual([4, 4, 4]);
  expect(new Set(drawn.images).size).toBe(12);
  expect(someOfEach(dataset(labels), 4, 1).images).toEqual(drawn.images);
  expect(someOfEach(dataset(labels), 4, 2).images).not.toEqual(drawn.images);
  expect(() => someOfEach(dataset([0, 0, 1, 1, 2]), 2, 1)).toThrow('some: 1 images of c, expected 2');
});

import { Dataset, type DatasetContent } from '../../src/data/dataset';
import type { ImageSource } from '../../src/data/image-source';
import { ConvzooError } from '../../src/errors';

const content = (changes: Partial<DatasetContent> = {}): DatasetContent => ({
  name: 'small',
  images: Uint8Array.of(0, 1, 10, 11, 20, 21, 30, 31),
  labels: Uint8Array.of(0, 1, 1, 0),
  imageShape: [1, 2, 1],
  classes: ['cat', 'dog'],
  pixels: 'original',
  ...changes,
});

/** `perClass[i]` images of class i, mixed; an image's two pixels are its number. */
function numbered(perClass: number[]): Dataset {
  const labels: number[] = [];
  for (let round = 0; round < Math.max(...perClass); round++)
    perClass.forEach((count, label) => round < count && labels.push(label));
  return new Dataset({
    ...content(),
    images: Uint8Array.from(labels.flatMap((_, i) => [i, i])),
    labels: Uint8Array.from(labels),
    classes: perClass.map(String),
  });
}
/** Images whose two pixels are their number, made when they are asked for. */
class Numbered implements ImageSource {
  constructor(private readonly numbers: readonly number[]) {}

  get count(): number {
    return this.numbers.length;
  }

  async read(indices: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>> {
    return Uint8Array.from(
      Array.from(indices, (index) => this.numbers[index] as number).flatMap((n) => [n, n]),
    );
  }

  subset(indices: ArrayLike<number>): Numbered {
    return new Numbered(Array.from(indices, (index) => this.numbers[index] as number));
  }
}

const numbers = (dataset: Dataset): number[] =>
  Array.from({ length: dataset.size }, (_, i) => dataset.image(i)[0] as number);
const count = (dataset: Dataset, label: number): number =>
  dataset.labels.filter((found) => found === label).length;

describe('Dataset', () => {
  it.each<[string, Partial<DatasetContent>]>([
    ['8 bytes of pixels for 3 labels, expected 6 (1x2x1 each)', { labels: Uint8Array.of(0, 1, 0) }],
    ['image 2 has label 2, expected 0 to 1', { labels: Uint8Array.of(0, 1, 2, 9) }],
    ['the image shape is [1, 0, 1]', { imageShape: [1, 0, 1] }],
    ['it has no classes', { classes: [] }],
    ["'pixels' is empty", { pixels: '' }],
  ])('refuses content where %s', (message, changes) => {
    const create = (): Dataset => new Dataset(content(changes));
    expect(create).toThrow(ConvzooError);
    expect(create).toThrow(`data set 'small': ${message}`);
  });

  it('gives an image as a view of its own bytes', () => {
    const dataset = new Dataset(content());
    expect([...dataset.image(2)]).toEqual([20, 21]);
    expect(dataset.image(2).buffer).toBe(dataset.images.buffer);
    expect(() => dataset.image(4)).toThrow('there is no image 4, expected 0 to 3');
    expect(() => dataset.image(-1)).toThrow(ConvzooError);
  });

  it('counts the images of each class, and names those that have none', () => {
    expect(numbered([3, 1]).counts).toEqual([3, 1]);
    expect(new Dataset(content({ classes: ['cat', 'dog', 'cow'] })).counts).toEqual([2, 2, 0]);
  });

  it('copies the pixels of some images', async () => {
    const dataset = new Dataset(content());
    const copy = await dataset.read([3, 1]);
    expect([...copy]).toEqual([30, 31, 10, 11]);
    copy.fill(0);
    expect([...dataset.image(3)]).toEqual([30, 31]);
    await expect(dataset.read([0, 4])).rejects.toThrow('there is no image 4, expected 0 to 3');
  });

  it('has more than 256 classes where labels have 16 bit', () => {
    const labels = Uint16Array.from({ length: 300 }, (_, i) => 299 - i);
    const classes = Array.from(labels, String);
    const dataset = new Dataset(content({ images: new Uint8Array(600), labels, classes }));
    expect([...dataset.subset([0, 299]).labels]).toEqual([299, 0]);
  });

  describe('whose images are read as they are needed', () => {
    const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 2);
    const streamed = new Dataset(content({ images: new Numbered([...labels.keys()]), labels }));
    const held = numbered([20, 20]);

    it('splits as one in memory does', async () => {
      const [found, expected] = [streamed.split(0.25, 3), held.split(0.25, 3)];
      for (const part of ['train', 'validation'] as const) {
        const all = [...expected[part].labels.keys()];
        expect([...(await found[part].read(all))]).toEqual([...expected[part].images]);
        expect([...found[part].labels]).toEqual([...expected[part].labels]);
      }
    });

    it('says so where they are asked for at once', () => {
      const message = "data set 'small': its images are not in memory; get them with read()";
      expect(() => streamed.images).toThrow(message);
      expect(() => streamed.image(0)).toThrow(message);
    });

    it('wants a label for each', () => {
      const images = new Numbered([1, 2, 3]);
      expect(() => new Dataset(content({ images }))).toThrow("data set 'small': 3 images for 4 labels");
    });
  });

  it('copies a subset in the order asked for and keeps what describes it', () => {
    const subset = new Dataset(content({ pixels: 'JPEG q75 re-encoding' })).subset([3, 1, 3]);
    expect([...subset.images]).toEqual([30, 31, 10, 11, 30, 31]);
    expect([...subset.labels]).toEqual([0, 1, 0]);
    expect(subset).toMatchObject({ name: 'small', classes: ['cat', 'dog'], pixels: 'JPEG q75 re-encoding' });
    expect(() => subset.subset([3])).toThrow('there is no image 3');
  });

  it('splits off the same fraction of every class, each image into exactly one part', () => {
    const { train, validation } = numbered([40, 20, 10]).split(0.2, 1);
    expect([0, 1, 2].map((label) => count(validation, label))).toEqual([8, 4, 2]);
    expect([0, 1, 2].map((label) => count(train, label))).toEqual([32, 16, 8]);
    const together = [...numbers(train), ...numbers(validation)].sort((a, b) => a - b);
    expect(together).toEqual(Array.from({ length: 70 }, (_, i) => i));
  });

  it('keeps labels with their images when it splits', () => {
    const whole = numbered([40, 20, 10]);
    const { validation } = whole.split(0.3, 2);
    numbers(validation).forEach((number, i) => expect(validation.labels[i]).toBe(whole.labels[number]));
  });

  it('splits the same under one seed and otherwise under another', () => {
    const held = (seed: number): number[] => numbers(numbered([40, 20, 10]).split(0.2, seed).validation);
    expect(held(1)).toEqual(held(1));
    expect(held(1)).not.toEqual(held(2));
  });

  it.each([0, 1, -0.1, NaN])('refuses a validation fraction of %d', (fraction) => {
    expect(() => numbered([4]).split(fraction, 0)).toThrow(`the validation fraction is ${fraction}`);
  });

  it('refuses a split that leaves one part empty', () => {
    expect(() => numbered([2, 2]).split(0.1, 0)).toThrow('leaves 4 for training and 0 for validation');
  });

  it('refuses batch options out of range before the first batch', () => {
    const dataset = new Dataset(content());
    expect(() => dataset.batches({ size: 0 })).toThrow('the size is 0');
    expect(() => dataset.batches({ size: 1, skip: -1 })).toThrow("'skip' is -1");
    expect(() => dataset.batches({ size: 1, augment: { shift: 1 } })).toThrow("'shift' is 1");
  });
});

import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import type { BatchOptions, Dataset } from '../../src/data/dataset';
import { imageFolder } from '../../src/data/image-folder.node';
import type { ImageFolderOptions } from '../../src/data/image-folder-options';
import { problemText } from '../../src/data/image-problem';
import { ConvzooError } from '../../src/errors';
import { fitImage, type Pixels } from '../../src/image';
import { decodeImage } from '../../src/image.node';
import type { Preprocessing } from '../../src/preprocessing';
import { Random } from '../../src/random';
import type { Colour } from './odd-files';
import { classes, flat, folderOf } from './picture-folder';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

async function folder(files: Readonly<Record<string, Colour | Buffer | string>>): Promise<string> {
  const path = await folderOf(files);
  folders.push(path);
  return path;
}

const COLOURS: ImageFolderOptions = { imageSize: [2, 2], channels: 3 };
const WHOLE = { ...COLOURS, validation: 0, test: 0 };

/** The first pixel of each image. */
const colours = (dataset: Dataset | undefined): number[][] =>
  Array.from({ length: dataset?.size ?? 0 }, (_, i) => [...(dataset?.image(i).subarray(0, 3) ?? [])]);

describe('what is read', () => {
  it('is a folder for each class, sorted by name', async () => {
    const path = await folder({ 'dog/b.png': [3, 0, 0], 'dog/a.png': [2, 0, 0], 'Cat/x.png': [1, 0, 0] });
    const data = await imageFolder(path, WHOLE);
    expect(data.train.classes).toEqual(['Cat', 'dog']);
    expect([...data.train.labels]).toEqual([0, 1, 1]);
    expect(colours(data.train)).toEqual([[1, 0, 0], [2, 0, 0], [3, 0, 0]]); // prettier-ignore
    expect(data.train.imageShape).toEqual([2, 2, 3]);
    expect(data).toMatchObject({
      counts: { train: [1, 2] },
      files: { train: ['Cat/x.png', 'dog/a.png', 'dog/b.png'] },
      problems: [],
      ignored: [],
    });
    expect([data.validation, data.test]).toEqual([undefined, undefined]);
  });

  it('is folders of the parts, each with its classes, as they are', async () => {
    const path = await folder({
      ...classes({ a: 3, b: 2 }, 'train', 1),
      ...classes({ a: 2, b: 1 }, 'val', 2),
      ...classes({ b: 1 }, 'Test', 3),
    });
    const data = await imageFolder(path, COLOURS);
    expect(data.counts).toEqual({ train: [3, 2], validation: [2, 1], test: [0, 1] });
    for (const [part, blue] of [
      [data.train, 1],
      [data.validation, 2],
      [data.test, 3],
    ] as const)
      // prettier-ignore
      for (const colour of colours(part)) expect(colour[2]).toBe(blue);
    expect(data.test?.labels[0]).toBe(1);
  });

  it('holds validation images out of the training images, where there are parts and none for that', async () => {
    const files = { ...classes({ a: 20, b: 20 }, 'training', 1), ...classes({ a: 1, b: 1 }, 'test', 2) };
    const data = await imageFolder(await folder(files), COLOURS);
    expect(data.counts).toEqual({ train: [17, 17], validation: [3, 3], test: [1, 1] });
    for (const colour of colours(data.validation)) expect(colour[2]).toBe(1);
  });

  it("takes 'train' for a class where it stands among other classes", async () => {
    const data = await imageFolder(await folder(classes({ car: 1, train: 1, plane: 1 })), WHOLE);
    expect(data.train.classes).toEqual(['car', 'plane', 'train']);
  });

  it('is what lies deeper in a class, and behind links; hidden files and others are left alone', async () => {
    const path = await folder({
      'a/one.png': [1, 0, 0],
      'a/more/two.png': [2, 0, 0],
      'a/more/still/three.png': [3, 0, 0],
      'a/notes.txt': 'text',
      'a/.hidden.png': 'damaged',
      'b/four.png': [4, 0, 0],
      '.cache/five.png': [5, 0, 0],
      '__MACOSX/a/one.png': 'damaged',
      'loose.png': [6, 0, 0],
      'README.md': 'text',
    });
    symlinkSync(join(path, 'loose.png'), join(path, 'b/link.png'));
    const { files, problems, ignored } = await imageFolder(path, WHOLE);
    expect(files.train).toEqual([
      'a/more/still/three.png',
      'a/more/two.png',
      'a/one.png',
      'b/four.png',
      'b/link.png',
    ]);
    expect(problems).toEqual([]);
    expect(ignored.sort()).toEqual(['README.md', 'a/notes.txt', 'loose.png']);
  });

  it('reports progress after each file', async () => {
    const seen: [number, number][] = [];
    await imageFolder(await folder({ ...classes({ a: 3, b: 2 }), 'b/bad.png': 'x' }), {
      ...WHOLE,
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6].map((done) => [done, 6]));
  });
});

describe('a CSV', () => {
  const files = { 'x/one.png': [1, 0, 0], 'x/two.png': [2, 0, 0], 'three, four.png': [3, 0, 0] } as const;
  const read = async (csv: string, more = {}) =>
    imageFolder(join(await folder({ ...files, ...more, 'list.csv': csv }), 'list.csv'), WHOLE);

  it('holds paths, as seen from its folder, and labels', async () => {
    const data = await read('x/two.png,dog\nx/one.png,cat\n"three, four.png",dog\n');
    expect(data.train.classes).toEqual(['cat', 'dog']);
    expect(data.train.name).toBe('list');
    expect(colours(data.train).map(([red]) => red)).toEqual([2, 1, 3]);
    expect([...data.train.labels]).toEqual([1, 0, 1]);
  });

  it.each([
    ['path and label', 'path,label\nx/one.png,a\nx/two.png,b\n'],
    ['other columns between', 'id,Class,width,FileName\n7,a,4,x/one.png\n8,b,4,x/two.png\n'],
    ['a label column of another name', 'file,breed\nx/one.png,a\nx/two.png,b\n'],
    [
      'a byte order mark, Windows line ends and empty lines',
      '\ufeffpath,label\r\n\r\nx/one.png, a\r\nx/two.png ,b',
    ],
  ])('may have a header: %s', async (_, csv) => {
    const data = await read(csv);
    expect(data.files.train).toEqual(['x/one.png', 'x/two.png']);
    expect([data.train.classes, [...data.train.labels]]).toEqual([['a', 'b'], [0, 1]]); // prettier-ignore
  });

  it("is not taken to begin with a header where a class is called 'file'", async () => {
    const data = await read('x/one.png,file\nx/two.png,b\n');
    expect(data.files.train).toEqual(['x/one.png', 'x/two.png']);
  });

  it('names files that are not there, and rows that repeat a file', async () => {
    const { problems, files } = await read('x/one.png,a\nno.png,b\nx/two.png,b\nx/one.png,a\n');
    expect(files.train).toEqual(['x/one.png', 'x/two.png']);
    expect(problems.map(problemText)).toEqual([
      'no.png: there is no such file',
      'x/one.png: its content is that of x/one.png',
    ]);
  });

  it.each([
    ['an empty one', '', 'there are no rows in it, expected paths and labels'],
    ['a header alone', 'path,label\n', 'there are no rows in it'],
    [
      'a row without a label',
      'x/one.png,a\nx/two.png\n',
      'line 2: it has 1 columns, expected a path and a label',
    ],
    ['an empty label', 'path,label\nx/one.png,\n', 'line 2: x/one.png has no label'],
    ['an empty path', 'path,label\n,a\n', 'line 2: it names no file'],
    [
      'a row of three columns',
      'path,label\nx/one.png,a,b\n',
      'line 2: it has 3 columns, expected 2 as in the header',
    ],
    [
      'a header without labels',
      'path,width,height\nx/one.png,4,4\n',
      "no column of its header path,width,height is the labels'",
    ],
    ['an open quote', 'path,label\n"x/one.png,a\n', 'it is no CSV: '],
  ])('%s is an error that says where', async (_, csv, message) => {
    const attempt = read(csv);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ConvzooError);
  });
});

describe('the split', () => {
  const files = classes({ a: 20, b: 40 });
  let path: string;
  beforeAll(async () => {
    path = await folder(files);
  });
  const parts = async (options: Partial<ImageFolderOptions> = {}) => {
    const { files: names, counts } = await imageFolder(path, { ...COLOURS, ...options });
    return { names, counts };
  };

  it('holds out 15 % of each class for validation and for testing, and each image is in one part', async () => {
    const { names, counts } = await parts();
    expect(counts).toEqual({ train: [14, 28], validation: [3, 6], test: [3, 6] });
    const all = [...names.train, ...(names.validation ?? []), ...(names.test ?? [])];
    expect(all.sort()).toEqual(Object.keys(files).sort());
  });

  it('is the same under one seed and another under another', async () => {
    const [first, again, other] = [
      await parts({ seed: 1 }),
      await parts({ seed: 1 }),
      await parts({ seed: 2 }),
    ];
    expect(again).toEqual(first);
    expect(other.names.test).not.toEqual(first.names.test);
  });

  it('has the shares that are told', async () => {
    const { counts } = await parts({ validation: 0.25, test: 0.5 });
    expect(counts).toEqual({ train: [5, 10], validation: [5, 10], test: [10, 20] });
    expect((await parts({ validation: 0, test: 0.1 })).counts).toEqual({ train: [18, 36], test: [2, 4] });
  });
});

describe('an image', () => {
  const pixels = async (content: Buffer, options: ImageFolderOptions): Promise<number[]> => {
    const path = await folder({ 'a/image.png': content, 'b/other.png': [0, 0, 1] });
    const { train } = await imageFolder(path, { ...options, validation: 0, test: 0 });
    return [...train.image(0)];
  };
  /** Left half black, right half white. */
  const halves = (width: number, height: number) => {
    const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 0 : 255));
    return sharp(data, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer();
  };
  const grey = { channels: 1, imageSize: [2, 4] } as const;

  it('is stretched to the size, each side for itself', async () => {
    expect(await pixels(await halves(64, 4), { ...grey, imageSize: [2, 8], fit: 'stretch' })).toEqual(
      [0, 1].flatMap(() => [0, 0, 0, expect.any(Number), expect.any(Number), 255, 255, 255]),
    );
  });

  it('covers the size, and what juts out is cut off on both sides', async () => {
    const thirds = Uint8Array.from(
      { length: 12 * 4 },
      (_, i) => [50, 100, 150][Math.floor((i % 12) / 4)] as number,
    );
    const content = await sharp(thirds, { raw: { width: 12, height: 4, channels: 1 } })
      .png()
      .toBuffer();
    const found = await pixels(content, { channels: 1, imageSize: [4, 4], fit: 'cover' });
    expect(found).toEqual(Array.from({ length: 16 }, () => 100));
  });

  it('is contained in the size, with bars of the background', async () => {
    const content = await flat([200, 200, 200], 4, 2);
    const found = await pixels(content, { channels: 1, imageSize: [4, 4], fit: 'contain', background: 7 });
    expect(found).toEqual([7, 7, 7, 7, 200, 200, 200, 200, 200, 200, 200, 200, 7, 7, 7, 7]);
  });

  it('becomes grey by the luma of ITU-R BT.601', async () => {
    const found = await pixels(await flat([200, 100, 50]), { channels: 1, imageSize: [1, 1] });
    expect(found).toEqual([Math.round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)]);
  });

  it('is turned upright before it is fitted', async () => {
    const content = await sharp(await halves(40, 20))
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const found = await pixels(content, { channels: 1, imageSize: [4, 2], fit: 'contain' });
    // A filter that reaches ten pixels each way takes 1/8 from beyond five.
    expect(found).toEqual([0, 0, 32, 32, 223, 223, 255, 255]);
  });

  it.each([
    ['in colours', 3, [24, 20], 1],
    ['in grey', 1, [24, 20], 1],
    // The decoder takes means of blocks first.
    ['much reduced', 3, [7, 8], 4],
    ['enlarged', 3, [90, 130], 1],
    ['higher and narrower', 1, [100, 50], 1],
  ] as const)('is about what classify makes of it, %s', async (_, channels, [height, width], mean) => {
    const random = new Random(3);
    const data = Uint8Array.from({ length: 61 * 97 * 4 }, (_, i) => ((i >> 4) & 127) + random.integer(128));
    const content = await sharp(data, { raw: { width: 97, height: 61, channels: 4 } })
      .png()
      .toBuffer();
    const preprocessing: Preprocessing = {
      imageSize: [height, width],
      channels,
      padding: 2,
      background: 30,
      mean: [0],
      std: [1],
    };
    const found = await pixels(content, preprocessing);
    const expected = await fitImage((await decodeImage(content)) as Pixels, preprocessing);
    const difference = tf.abs(tf.sub(tf.tensor(found, expected.shape), expected));
    expect(difference.mean().dataSync()[0]).toBeLessThan(mean);
    tf.dispose([difference, expected]);
  });
});

describe('more images than fit in memory', () => {
  const files = classes({ a: 30, b: 30 });
  const EACH = 6 * 5 * 3;
  const batches = async (dataset: Dataset | undefined, options: BatchOptions) => {
    const found: number[][] = [];
    for await (const { images, labels } of dataset?.batches(options) ?? []) {
      found.push([...images.dataSync(), ...labels.dataSync()]);
      tf.dispose([images, labels]);
    }
    return found;
  };
  let path: string;
  beforeAll(async () => {
    const random = new Random(5);
    const noise: Record<string, Buffer> = {};
    for (const name of Object.keys(files)) {
      const data = Uint8Array.from({ length: 9 * 7 * 3 }, () => random.integer(256));
      noise[name] = await sharp(data, { raw: { width: 9, height: 7, channels: 3 } })
        .png()
        .toBuffer();
    }
    path = await folder(noise);
  });
  const options = { imageSize: [6, 5], channels: 3 } as const;

  it.each([0, 20 * EACH, 60 * EACH - 1])(
    'come in the same batches, by a limit of %d bytes, also from the middle on',
    async (memoryLimit) => {
      const [held, streamed] = [
        await imageFolder(path, options),
        await imageFolder(path, { ...options, memoryLimit }),
      ];
      expect(() => streamed.train.images).toThrow('its images are not in memory');
      expect(streamed).toMatchObject({ counts: held.counts, files: held.files });
      for (const part of ['train', 'validation', 'test'] as const) {
        const expected = await batches(held[part], { size: 4 });
        expect(expected.length).toBeGreaterThan(1);
        expect(await batches(streamed[part], { size: 4 })).toEqual(expected);
      }
      const drawn: BatchOptions = {
        size: 8,
        shuffle: true,
        seed: 3,
        augment: { shift: 1, flip: true, affine: { rotate: 20, scale: 0.1, shear: 0 }, cutout: 3 },
      };
      const expected = await batches(held.train, drawn);
      expect(await batches(streamed.train, drawn)).toEqual(expected);
      expect(await batches(streamed.train, { ...drawn, skip: 2 })).toEqual(expected.slice(2));
    },
  );

  it('are kept up to the limit, and others read from their files again', async () => {
    const path = await folder(files);
    const { train } = await imageFolder(path, { ...options, validation: 0, test: 0, memoryLimit: 20 * EACH });
    rmSync(join(path, 'a'), { recursive: true });
    rmSync(join(path, 'b'), { recursive: true });
    const reads = await Promise.allSettled(Array.from({ length: 60 }, (_, image) => train.read([image])));
    expect(reads.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    const attempt = batches(train, { size: 30 });
    await expect(attempt).rejects.toThrow(
      /[ab]\/\d+\.png could be read when the folder was, and now can't: /,
    );
    await expect(attempt).rejects.toThrow(ConvzooError);
  });
});

describe('files of the same content', () => {
  it('count once in a class, and not at all in several', async () => {
    const path = await folder({
      'a/1.png': [1, 0, 0],
      'a/2.png': [1, 0, 0],
      'a/3.png': [3, 0, 0],
      'a/4.png': [4, 0, 0],
      'b/1.png': [3, 0, 0],
      'b/2.png': [2, 0, 0],
    });
    const { files, problems } = await imageFolder(path, WHOLE);
    expect(files.train).toEqual(['a/1.png', 'a/4.png', 'b/2.png']);
    expect(problems).toEqual([
      { file: 'a/2.png', kind: 'duplicate', reason: 'its content is that of a/1.png', isUsed: false },
      {
        file: 'a/3.png',
        kind: 'contradiction',
        reason: "its content is that of b/1.png, which is of class 'b'",
        isUsed: false,
      },
      {
        file: 'b/1.png',
        kind: 'contradiction',
        reason: "its content is that of a/3.png, which is of class 'a'",
        isUsed: false,
      },
    ]);
  });

  it('stay held out where they are among the training images too', async () => {
    const path = await folder({
      ...classes({ a: 3, b: 3 }, 'train'),
      'valid/a/x.png': [1, 0, 0],
      'valid/b/y.png': [2, 1, 0],
      'test/a/x.png': [1, 0, 0],
      'test/b/z.png': [9, 9, 9],
    });
    const { files, problems } = await imageFolder(path, COLOURS);
    expect(files).toEqual({
      train: ['train/a/000.png', 'train/a/002.png', 'train/b/000.png', 'train/b/001.png'],
      validation: ['valid/b/y.png'],
      test: ['test/a/x.png', 'test/b/z.png'],
    });
    expect(problems.map(({ file }) => file)).toEqual(['train/a/001.png', 'train/b/002.png', 'valid/a/x.png']);
  });
});

describe('what is refused', () => {
  const bad = { 'a/empty.png': '', 'b/line\nbreak.png': 'text' };

  it('with strict, names each file with a problem', async () => {
    const attempt = imageFolder(await folder({ ...classes({ a: 3, b: 3 }), ...bad }), {
      ...WHOLE,
      strict: true,
    });
    await expect(attempt).rejects.toThrow(ConvzooError);
    await expect(attempt).rejects.toThrow(
      /with strict, no file may have a problem; files with problems \(2\):\n {2}a\/empty\.png: it is empty\n {2}b\/line\\u000abreak\.png: it can't be decoded as an image/,
    );
  });

  it('is a file or a folder that this user may not read', async () => {
    const path = await folder({
      ...classes({ a: 2, b: 2 }),
      'a/mine.png': [9, 9, 9],
      'b/mine/x.png': [8, 8, 8],
    });
    chmodSync(path, 0o755);
    for (const place of ['a/mine.png', 'b/mine']) chmodSync(join(path, place), 0);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      const { counts, problems } = await imageFolder(path, WHOLE);
      expect(counts.train).toEqual([2, 2]);
      expect(problems.map(problemText)).toEqual([
        'a/mine.png: there is no permission to read it',
        'b/mine: there is no permission to read it',
      ]);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('without strict, is left out of a folder that is good enough without', async () => {
    const { counts, problems } = await imageFolder(
      await folder({ ...classes({ a: 3, b: 3 }), ...bad }),
      WHOLE,
    );
    expect(counts.train).toEqual([3, 3]);
    expect(problems.map(({ kind }) => kind)).toEqual(['empty', 'damaged']);
  });

  it('is an image of more pixels than the limit, before it is decoded', async () => {
    const path = await folder({ ...classes({ a: 1, b: 1 }), 'a/large.png': await flat([9, 9, 9], 20, 11) });
    const { problems } = await imageFolder(path, { ...WHOLE, maxPixels: 219 });
    expect(problems.map(problemText)).toEqual([
      'a/large.png: its 20x11 pixels (width x height) are more than 219',
    ]);
    expect((await imageFolder(path, { ...WHOLE, maxPixels: 220 })).problems).toEqual([]);
  });

  it.each<[string, Record<string, Colour | string>, Partial<ImageFolderOptions>, string]>([
    ['no folders', {}, {}, 'there are no folders in it; expected one for each class'],
    [
      'images without classes',
      { 'a.png': [1, 2, 3] },
      {},
      'there are no folders in it, but images such as a.png',
    ],
    ['a single class', classes({ only: 9 }), {}, "all images are of one class, 'only'; expected two or more"],
    ['no images', { 'a/x.txt': '', 'b/y.heic': '' }, {}, 'there is no image in it'],
    [
      'nothing but damaged ones',
      { 'a/x.png': '', 'b/y.png': 'y' },
      {},
      'there is no image in it; files with problems (2):\n  a/x.png: it is empty',
    ],
    ['an empty class', { ...classes({ a: 9 }), 'b/x.txt': '' }, {}, "class 'b' has no image to train on"],
    [
      'a class of few images',
      classes({ a: 9, b: 2 }),
      {},
      "class 'b' has too few images, 2: 2 would be for training, 0 for validation (0.15 of them)",
    ],
    [
      'a class in a part alone',
      { ...classes({ a: 2, b: 2 }, 'train'), 'val/c/x.png': [1, 2, 3] },
      {},
      'val/c/x.png is of a class that the training images lack, expected one of a, b',
    ],
    [
      'a part without images',
      { ...classes({ a: 2, b: 2 }, 'train'), 'val/a/x.txt': '' },
      {},
      'there is no image in its validation part',
    ],
    [
      'parts without training images',
      classes({ a: 2 }, 'test'),
      {},
      'it has a folder test, and none named train',
    ],
    [
      'two folders for a part',
      { ...classes({ a: 2 }, 'train'), ...classes({ a: 2 }, 'val'), ...classes({ a: 2 }, 'valid') },
      {},
      'both val and valid are named like the validation images',
    ],
    [
      'a share of a part that is there',
      { ...classes({ a: 2, b: 2 }, 'train'), ...classes({ a: 1 }, 'test', 1) },
      { test: 0.2 },
      "it has test images of its own, so leave the option 'test' out",
    ],
  ])('is a folder with %s', async (_, files, options, message) => {
    const path = await folder(files);
    const attempt = imageFolder(path, { ...COLOURS, ...options });
    await expect(attempt).rejects.toThrow(ConvzooError);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(path);
  });

  it('is a path that is not there, or no folder', async () => {
    const path = await folder({ 'a.png': [1, 2, 3] });
    await expect(imageFolder(join(path, 'no'), COLOURS)).rejects.toThrow('no: there is no such folder');
    await expect(imageFolder(join(path, 'no.csv'), COLOURS)).rejects.toThrow(ConvzooError);
    await expect(imageFolder(join(path, 'a.png'), COLOURS)).rejects.toThrow(
      'a.png: it is neither a folder nor a .csv',
    );
  });

  it.each<[Partial<Record<keyof ImageFolderOptions, unknown>>, string]>([
    [{ imageSize: [8, 0] }, "'imageSize' is [8, 0], expected [height, width]"],
    [{ channels: 4 }, "'channels' is 4, expected 1 (grey) or 3 (colours)"],
    [{ background: 256 }, "'background' is 256"],
    [{ fit: 'fill' }, "'fit' is fill, expected stretch, cover, contain"],
    [{ validation: 1 }, "'validation' is 1, expected a share from 0 to below 1"],
    [{ validation: 0.5, test: 0.5 }, "'validation + test' is 1, expected less than 1"],
    [{ seed: 0.5 }, "'seed' is 0.5"],
    [{ memoryLimit: -1 }, "'memoryLimit' is -1"],
    [{ maxPixels: 0 }, "'maxPixels' is 0"],
  ])('is the option %j', async (option, message) => {
    const attempt = imageFolder('nowhere', { ...COLOURS, ...option } as ImageFolderOptions);
    await expect(attempt).rejects.toThrow(message);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mnistFiles } from '../../src/data/mnist.node';
import { ConvzooError } from '../../src/errors';
import {
  idx,
  idxImages,
  idxLabels,
  pattern,
  smallMnist,
  temporaryFolder,
  TRAIN_LABELS,
  write,
} from './synthetic';

const IMAGES = 'train-images-idx3-ubyte.gz';
const LABELS = 'train-labels-idx1-ubyte.gz';
const { source, contents } = smallMnist();
const set = mnistFiles(source);

function laidOut(changes: Record<string, Buffer> = {}): string {
  const folder = temporaryFolder();
  for (const [file, content] of Object.entries({ ...contents, ...changes }))
    write(join(folder, 'mnist', file), content);
  return folder;
}

describe('mnistFiles', () => {
  it('reads the images and labels of each split', async () => {
    const folder = laidOut();
    const train = await set.read(folder, 'train');
    expect([...train.labels]).toEqual(TRAIN_LABELS);
    expect(Buffer.compare(train.images, pattern(5 * 784))).toBe(0);
    const test = await set.read(folder, 'test');
    expect([...test.labels]).toEqual([7, 2, 1]);
    expect(Buffer.compare(test.images, pattern(3 * 784, 100))).toBe(0);
    expect([...train.deviations, ...test.deviations]).toEqual([]);
  });

  it('judges files by their unpacked content, not by their gzip wrapper', async () => {
    const folder = laidOut({ [LABELS]: gzipSync(idxLabels(TRAIN_LABELS), { level: 1 }) });
    expect(readFileSync(join(folder, 'mnist', LABELS)).equals(contents[LABELS] as Buffer)).toBe(false);
    expect((await set.read(folder, 'train')).deviations).toEqual([]);
  });

  it('names each file whose content is not the official one, with both hashes', async () => {
    const folder = laidOut({ [LABELS]: gzipSync(idxLabels([5, 0, 4, 1, 8])) });
    const { deviations } = await set.read(folder, 'train');
    expect(deviations).toHaveLength(1);
    expect(deviations[0]?.path).toBe(join(folder, 'mnist', LABELS));
    expect(deviations[0]?.expected).toBe(`MD5 ${source.files.train.labels.md5} when unpacked`);
    expect(deviations[0]?.found).toMatch(/^MD5 [0-9a-f]{32}$/);
  });

  const packedImages = contents[IMAGES] as Buffer;
  const headless = gzipSync(idxImages(5).subarray(0, 10));
  it.each<[string, string, Buffer, string]>([
    ['an empty file', IMAGES, Buffer.alloc(0), 'the file is empty, expected gzip'],
    ['a page of HTML', IMAGES, Buffer.from('<html>'), 'begins with the bytes 3c68, expected gzip, 1f8b'],
    [
      'a truncated gzip',
      IMAGES,
      packedImages.subarray(0, packedImages.length - 20),
      'unexpected end of file) after ',
    ],
    ['less than a header', IMAGES, headless, '10 bytes of content, expected an idx header of 16'],
    [
      'a wrong magic number',
      IMAGES,
      gzipSync(idx(2049, [5, 28, 28], pattern(5 * 784))),
      'the magic number is 2049, expected 2051',
    ],
    ['labels that are images', LABELS, packedImages, 'the magic number is 2051, expected 2049'],
    [
      'images of another size',
      IMAGES,
      gzipSync(idx(2051, [5, 32, 32], pattern(5 * 1024))),
      'images of 32x32, expected 28x28',
    ],
    [
      'a count that disagrees with the length',
      IMAGES,
      gzipSync(idx(2051, [6, 28, 28], pattern(5 * 784))),
      '3920 bytes follow the header, expected 4704 for the 6 items it names',
    ],
    ['no items', LABELS, gzipSync(idxLabels([])), 'it holds 0 items, expected at least 1'],
    [
      'fewer labels than images',
      LABELS,
      gzipSync(idxLabels([1, 2])),
      '2 labels, expected 5, one for each image',
    ],
    ['a label above 9', LABELS, gzipSync(idxLabels([5, 0, 4, 10, 9])), 'label 3 is 10, expected 0 to 9'],
  ])('reports %s by path, found and expected', async (_, file, content, message) => {
    const folder = laidOut({ [file]: content });
    const error = await set.read(folder, 'train').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConvzooError);
    expect((error as Error).message).toContain(`${join(folder, 'mnist', file)}: `);
    expect((error as Error).message).toContain(message);
  });

  it('reports a gzip with a flipped bit', async () => {
    const folder = laidOut();
    const damaged = Buffer.from(packedImages);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 5) ^ 1, damaged.length - 5);
    writeFileSync(join(folder, 'mnist', IMAGES), damaged);
    await expect(set.read(folder, 'train')).rejects.toThrow('incorrect data check');
  });
});

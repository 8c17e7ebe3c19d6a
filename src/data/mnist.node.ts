import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ConvzooError, messageOf } from '../errors';
import { DIGIT_CLASSES } from './digits';
import { download } from './download.node';
import { exists, SPLITS, type Deviation, type FileSet, type Split } from './file-set.node';

const gunzipAsync = promisify(gunzip);

interface IdxFile {
  file: string;
  /** MD5 of the content out of its gzip wrapper, which differs from mirror to mirror. */
  md5: string;
}

export interface MnistSource {
  /** Folders on the network that hold the files, tried in order. */
  addresses: readonly string[];
  files: Record<Split, { images: IdxFile; labels: IdxFile }>;
}

export const OFFICIAL_MNIST: MnistSource = {
  addresses: [
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    // The original page; it has refused downloads for years, so it comes last.
    'http://yann.lecun.com/exdb/mnist/',
  ],
  files: {
    train: {
      images: { file: 'train-images-idx3-ubyte.gz', md5: '6bbc9ace898e44ae57da46a324031adb' },
      labels: { file: 'train-labels-idx1-ubyte.gz', md5: 'a25bea736e30d166cdddb491f175f624' },
    },
    test: {
      images: { file: 't10k-images-idx3-ubyte.gz', md5: '2646ac647ad5339dbf082846283269ea' },
      labels: { file: 't10k-labels-idx1-ubyte.gz', md5: '27ae3e4e09519cfbb04c329615203637' },
    },
  },
};

const SIDE = 28;

/** MNIST as four gzipped idx files under `mnist/`. LeCun, Cortes, Burges 1998. */
export function mnistFiles({ addresses, files }: MnistSource = OFFICIAL_MNIST): FileSet {
  const folder = 'mnist';
  return {
    name: 'mnist',
    folder,
    imageShape: [SIDE, SIDE, 1],
    classes: DIGIT_CLASSES,
    byHand: `the files ${SPLITS.flatMap((split) => Object.values(files[split]).map(({ file }) => file)).join(', ')} go into ${folder}/`,
    files: (split) => [files[split].images.file, files[split].labels.file],

    async read(dataFolder, split) {
      const known = files[split];
      const imagesPath = join(dataFolder, folder, known.images.file);
      const labelsPath = join(dataFolder, folder, known.labels.file);
      const imagesContent = await readGzip(imagesPath);
      const labelsContent = await readGzip(labelsPath);
      const images = idxBody(imagesPath, imagesContent, [SIDE, SIDE]);
      const labels = idxBody(labelsPath, labelsContent, []);
      const count = images.length / (SIDE * SIDE);
      if (labels.length !== count)
        throw new ConvzooError(
          `${labelsPath}: ${labels.length} labels, expected ${count}, one for each image`,
        );
      const stray = labels.findIndex((label) => label >= DIGIT_CLASSES.length);
      if (stray !== -1)
        throw new ConvzooError(`${labelsPath}: label ${stray} is ${labels[stray]}, expected 0 to 9`);
      return {
        images,
        labels,
        deviations: [
          ...deviation(imagesPath, imagesContent, known.images.md5),
          ...deviation(labelsPath, labelsContent, known.labels.md5),
        ],
      };
    },

    async download(dataFolder, signal) {
      await mkdir(join(dataFolder, folder), { recursive: true });
      for (const { file, md5 } of SPLITS.flatMap((split) => Object.values(files[split]))) {
        const target = join(dataFolder, folder, file);
        if (await exists(target)) continue;
        await download({
          addresses: addresses.map((address) => address + file),
          target,
          signal,
          async verify(path) {
            const [wrong] = deviation(path, await readGzip(path), md5);
            if (wrong) throw new ConvzooError(`its content has ${wrong.found}, expected ${wrong.expected}`);
          },
        });
      }
    },
  };
}

async function readGzip(path: string): Promise<Buffer> {
  const packed = await readFile(path);
  if (packed.length === 0) throw new ConvzooError(`${path}: the file is empty, expected gzip`);
  if (packed[0] !== 0x1f || packed[1] !== 0x8b)
    throw new ConvzooError(
      `${path}: begins with the bytes ${packed.subarray(0, 2).toString('hex')}, expected gzip, 1f8b`,
    );
  try {
    return await gunzipAsync(packed);
  } catch (error) {
    throw new ConvzooError(
      `${path}: truncated or damaged gzip (${messageOf(error)}) after ${packed.length} bytes, expected a whole one`,
    );
  }
}

/** The values of an idx file of bytes: a magic number, the count, the other sides, then the values. */
function idxBody(path: string, content: Buffer, sides: readonly number[]): Uint8Array {
  const magic = 0x0801 + sides.length;
  const header = 4 * (2 + sides.length);
  if (content.length < header)
    throw new ConvzooError(
      `${path}: ${content.length} bytes of content, expected an idx header of ${header}`,
    );
  const found = content.readUInt32BE(0);
  if (found !== magic)
    throw new ConvzooError(`${path}: the magic number is ${found}, expected ${magic} (idx, unsigned bytes)`);
  const foundSides = sides.map((_, i) => content.readUInt32BE(8 + 4 * i));
  if (foundSides.some((side, i) => side !== sides[i]))
    throw new ConvzooError(`${path}: images of ${foundSides.join('x')}, expected ${sides.join('x')}`);
  const count = content.readUInt32BE(4);
  if (count === 0) throw new ConvzooError(`${path}: it holds 0 items, expected at least 1`);
  const length = sides.reduce((product, side) => product * side, count);
  if (content.length - header !== length)
    throw new ConvzooError(
      `${path}: ${content.length - header} bytes follow the header, expected ${length} for the ${count} items it names`,
    );
  return content.subarray(header);
}

function deviation(path: string, content: Buffer, md5: string): Deviation[] {
  const found = createHash('md5').update(content).digest('hex');
  return found === md5 ? [] : [{ path, found: `MD5 ${found}`, expected: `MD5 ${md5} when unpacked` }];
}

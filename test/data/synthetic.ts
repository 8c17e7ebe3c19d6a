import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Cifar10Source } from '../../src/data/cifar10.node';
import type { MnistSource } from '../../src/data/mnist.node';

export const digest = (algorithm: 'md5' | 'sha256', content: Buffer): string =>
  createHash(algorithm).update(content).digest('hex');

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'convzoo-test-'));

export function write(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Bytes in which each differs from its neighbours, so that a misplaced piece shows. */
export const pattern = (length: number, start = 0): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (start + i * 7 + (i >> 8)) & 255));

export function idx(magic: number, sides: readonly number[], values: Buffer): Buffer {
  const header = Buffer.alloc(4 + 4 * sides.length);
  [magic, ...sides].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
  return Buffer.concat([header, values]);
}

/** idx contents of `labels.length` images of 28x28. */
export const idxImages = (count: number, start = 0): Buffer =>
  idx(2051, [count, 28, 28], pattern(count * 784, start));
export const idxLabels = (labels: readonly number[]): Buffer =>
  idx(2049, [labels.length], Buffer.from(labels));

export const TRAIN_LABELS = [5, 0, 4, 1, 9];
export const TEST_LABELS = [7, 2, 1];

/** A small MNIST: its files' gzipped contents by name, and a source whose hashes are theirs. */
export function smallMnist(addresses: readonly string[] = []): {
  source: MnistSource;
  contents: Record<string, Buffer>;
} {
  const plain = {
    'train-images-idx3-ubyte.gz': idxImages(5),
    'train-labels-idx1-ubyte.gz': idxLabels(TRAIN_LABELS),
    't10k-images-idx3-ubyte.gz': idxImages(3, 100),
    't10k-labels-idx1-ubyte.gz': idxLabels(TEST_LABELS),
  };
  const known = (file: keyof typeof plain) => ({ file, md5: digest('md5', plain[file]) });
  return {
    source: {
      addresses,
      files: {
        train: {
          images: known('train-images-idx3-ubyte.gz'),
          labels: known('train-labels-idx1-ubyte.gz'),
        },
        test: { images: known('t10k-images-idx3-ubyte.gz'), labels: known('t10k-labels-idx1-ubyte.gz') },
      },
    },
    contents: Object.fromEntries(Object.entries(plain).map(([name, content]) => [name, gzipSync(content)])),
  };
}

/** One CIFAR-10 record: planes filled with the three values, but for the first pixel's 1, 2, 3. */
export function record(label: number, red: number, green: number, blue: number): Buffer {
  const bytes = Buffer.alloc(3073);
  bytes[0] = label;
  [red, green, blue].forEach((value, plane) => {
    bytes.fill(value, 1 + plane * 1024, 1 + (plane + 1) * 1024);
    bytes[1 + plane * 1024] = plane + 1;
  });
  return bytes;
}

/** A small CIFAR-10, of two images in each training file and one for testing. */
export function smallCifar10(addresses: readonly string[] = []): {
  source: Cifar10Source;
  contents: Record<string, Buffer>;
} {
  const contents: Record<string, Buffer> = { 'test_batch.bin': record(3, 10, 20, 30) };
  for (let batch = 1; batch <= 5; batch++)
    contents[`data_batch_${batch}.bin`] = Buffer.concat([
      record(batch, batch, 50, 60),
      record(batch + 4, 70, batch, 90),
    ]);
  const known = (file: string) => ({ file, sha256: digest('sha256', contents[file] ?? Buffer.alloc(0)) });
  return {
    source: {
      addresses,
      archive: { file: 'cifar-10-binary.tar.gz', md5: '' },
      files: {
        train: [1, 2, 3, 4, 5].map((batch) => known(`data_batch_${batch}.bin`)),
        test: [known('test_batch.bin')],
      },
    },
    contents,
  };
}

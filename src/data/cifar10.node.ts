import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { ConvzooError, messageOf } from '../errors';
import { download } from './download.node';
import { exists, SPLITS, type Deviation, type FileSet, type Split } from './file-set.node';

interface BinaryFile {
  file: string;
  sha256: string;
}

export interface Cifar10Source {
  /** Addresses of the archive, tried in order. */
  addresses: readonly string[];
  archive: { file: string; md5: string };
  files: Record<Split, readonly BinaryFile[]>;
}

export const OFFICIAL_CIFAR10: Cifar10Source = {
  addresses: [
    'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
    'https://cave.cs.toronto.edu/kriz/cifar-10-binary.tar.gz',
    'https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/cifar-10-binary.tar.gz',
  ],
  // From the official page, https://www.cs.toronto.edu/~kriz/cifar.html.
  archive: { file: 'cifar-10-binary.tar.gz', md5: 'c32a1d4ab5d03f1284b67883e8d87530' },
  // The page gives none for the single files; these are those that torchvision's Ruby port checks.
  files: {
    train: [
      {
        file: 'data_batch_1.bin',
        sha256: 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
      },
      {
        file: 'data_batch_2.bin',
        sha256: 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
      },
      {
        file: 'data_batch_3.bin',
        sha256: 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
      },
      {
        file: 'data_batch_4.bin',
        sha256: '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
      },
      {
        file: 'data_batch_5.bin',
        sha256: '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
      },
    ],
    test: [
      {
        file: 'test_batch.bin',
        sha256: '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
      },
    ],
  },
};

const SIDE = 32;
const PLANE = SIDE * SIDE;
/** A label, then the red, the green and the blue plane. */
const RECORD = 1 + 3 * PLANE;
const CLASSES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

/** CIFAR-10 as six binary files under `cifar-10-batches-bin/`. Krizhevsky 2009. */
export function cifar10Files({ addresses, archive, files }: Cifar10Source = OFFICIAL_CIFAR10): FileSet {
  const folder = 'cifar-10-batches-bin';
  return {
    name: 'cifar10',
    folder,
    imageShape: [SIDE, SIDE, 3],
    classes: CLASSES,
    byHand: `${archive.file}, unpacked, makes ${folder}/ with ${SPLITS.flatMap((split) => files[split].map(({ file }) => file)).join(', ')}`,
    files: (split) => files[split].map(({ file }) => file),

    async read(dataFolder, split) {
      const contents: Buffer[] = [];
      const deviations: Deviation[] = [];
      for (const { file, sha256 } of files[split]) {
        const path = join(dataFolder, folder, file);
        const content = await readFile(path);
        checkRecords(path, content);
        contents.push(content);
        deviations.push(...deviation(path, content, sha256));
      }
      return { ...unpackRecords(contents), deviations };
    },

    async download(dataFolder, signal) {
      const destination = join(dataFolder, folder);
      if (await exists(destination)) {
        const present = await readdir(destination);
        if (present.length > 0)
          throw new ConvzooError(
            `${destination} holds ${present.join(', ')} but not all of ` +
              `${SPLITS.flatMap((split) => files[split].map(({ file }) => file)).join(', ')}: ` +
              'complete it, or move it away and the official archive is fetched',
          );
        await rmdir(destination);
      }
      const target = join(dataFolder, archive.file);
      const verify = (path: string): Promise<void> => checkArchive(path, archive.md5);
      if (await exists(target)) await verify(target);
      else await download({ addresses, target, verify, signal });

      const unpacked = join(dataFolder, `${folder}.unpacking`);
      try {
        await rm(unpacked, { recursive: true, force: true });
        await mkdir(unpacked);
        await extract({ file: target, cwd: unpacked, strict: true }).catch((error: unknown) => {
          throw new ConvzooError(`${target}: can't be unpacked: ${messageOf(error)}`);
        });
        for (const { file, sha256 } of SPLITS.flatMap((split) => files[split])) {
          const path = join(unpacked, folder, file);
          if (!(await exists(path))) throw new ConvzooError(`${target}: it holds no ${folder}/${file}`);
          const [wrong] = deviation(`${folder}/${file}`, await readFile(path), sha256);
          if (wrong)
            throw new ConvzooError(
              `${target}: ${wrong.path} in it has ${wrong.found}, expected ${wrong.expected}`,
            );
        }
        signal.throwIfAborted();
        await rename(join(unpacked, folder), destination);
      } finally {
        await rm(unpacked, { recursive: true, force: true });
      }
      await rm(target);
    },
  };
}

async function checkArchive(path: string, md5: string): Promise<void> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  if (found !== md5) throw new ConvzooError(`${path}: its content has MD5 ${found}, expected ${md5}`);
}

function checkRecords(path: string, content: Buffer): void {
  if (content.length === 0) throw new ConvzooError(`${path}: the file is empty, expected records`);
  if (content.length % RECORD !== 0)
    throw new ConvzooError(
      `${path}: ${content.length} bytes, expected a multiple of ${RECORD} (a label and 32x32x3 pixels each)`,
    );
  for (let at = 0; at < content.length; at += RECORD) {
    const label = content[at] as number;
    if (label >= CLASSES.length)
      throw new ConvzooError(`${path}: the label of image ${at / RECORD} is ${label}, expected 0 to 9`);
  }
}

/** Planes become pixels: channels last. */
function unpackRecords(contents: readonly Buffer[]): { images: Uint8Array; labels: Uint8Array } {
  const count = contents.reduce((sum, content) => sum + content.length / RECORD, 0);
  const images = new Uint8Array(count * 3 * PLANE);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const content of contents) {
    for (let at = 0; at < content.length; at += RECORD, image++) {
      labels[image] = content[at] as number;
      const target = image * 3 * PLANE;
      for (let channel = 0; channel < 3; channel++) {
        const plane = at + 1 + channel * PLANE;
        for (let i = 0; i < PLANE; i++) images[target + 3 * i + channel] = content[plane + i] as number;
      }
    }
  }
  return { images, labels };
}

function deviation(path: string, content: Buffer, sha256: string): Deviation[] {
  const found = createHash('sha256').update(content).digest('hex');
  return found === sha256 ? [] : [{ path, found: `SHA-256 ${found}`, expected: `SHA-256 ${sha256}` }];
}

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cifar10Files, type Cifar10Source } from '../../src/data/cifar10.node';
import { ConvzooError } from '../../src/errors';
import { send, startServer, type TestServer } from './server';
import { digest, record, smallCifar10, temporaryFolder, write } from './synthetic';

const FOLDER = 'cifar-10-batches-bin';
const { source, contents } = smallCifar10();
const set = cifar10Files(source);
const signal = new AbortController().signal;

function laidOut(changes: Record<string, Buffer> = {}): string {
  const folder = temporaryFolder();
  for (const [file, content] of Object.entries({ ...contents, ...changes }))
    write(join(folder, FOLDER, file), content);
  return folder;
}

describe('cifar10Files', () => {
  it('reads five training files in order and puts the channels last', async () => {
    const { images, labels, deviations } = await set.read(laidOut(), 'train');
    expect([...labels]).toEqual([1, 5, 2, 6, 3, 7, 4, 8, 5, 9]);
    expect(images).toHaveLength(10 * 3072);
    expect([...images.subarray(0, 9)]).toEqual([1, 2, 3, 1, 50, 60, 1, 50, 60]);
    expect([...images.subarray(9 * 3072, 9 * 3072 + 6)]).toEqual([1, 2, 3, 70, 5, 90]);
    expect([...images.subarray(-3)]).toEqual([70, 5, 90]);
    expect(deviations).toEqual([]);
  });

  it('reads the test file', async () => {
    const { images, labels } = await set.read(laidOut(), 'test');
    expect([...labels]).toEqual([3]);
    expect([...images.subarray(-3)]).toEqual([10, 20, 30]);
  });

  it('names each file that is not the official one, with both hashes', async () => {
    const folder = laidOut({ 'data_batch_3.bin': record(1, 2, 3, 4) });
    const { deviations } = await set.read(folder, 'train');
    expect(deviations).toEqual([
      {
        path: join(folder, FOLDER, 'data_batch_3.bin'),
        found: `SHA-256 ${digest('sha256', record(1, 2, 3, 4))}`,
        expected: `SHA-256 ${source.files.train[2]?.sha256}`,
      },
    ]);
  });

  it.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'the file is empty, expected records'],
    ['a cut file', record(1, 1, 1, 1).subarray(0, 3000), '3000 bytes, expected a multiple of 3073'],
    [
      'a label above 9',
      Buffer.concat([record(1, 1, 1, 1), record(12, 1, 1, 1)]),
      'the label of image 1 is 12, expected 0 to 9',
    ],
  ])('reports %s by path, found and expected', async (_, content, message) => {
    const folder = laidOut({ 'data_batch_2.bin': content });
    const error = await set.read(folder, 'train').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConvzooError);
    expect((error as Error).message).toContain(`${join(folder, FOLDER, 'data_batch_2.bin')}: ${message}`);
  });
});

describe('downloading cifar10', () => {
  let server: TestServer | undefined;
  beforeEach(() => jest.spyOn(process.stderr, 'write').mockImplementation(() => true));
  afterEach(async () => {
    jest.restoreAllMocks();
    await server?.close();
  });

  /** An archive as the official one is laid out, packed by the system's tar. */
  function archive(changes: Record<string, Buffer> = {}, leaveOut?: string): Buffer {
    const folder = laidOut(changes);
    write(join(folder, FOLDER, 'batches.meta.txt'), 'airplane\n');
    if (leaveOut) rmSync(join(folder, FOLDER, leaveOut));
    execFileSync('tar', ['-czf', 'archive.tar.gz', FOLDER], { cwd: folder });
    return readFileSync(join(folder, 'archive.tar.gz'));
  }

  async function serve(packed: Buffer): Promise<Cifar10Source> {
    server = await startServer({ '/cifar.tar.gz': send(packed) });
    return {
      ...source,
      addresses: [`${server.address}cifar.tar.gz`],
      archive: { file: 'cifar-10-binary.tar.gz', md5: digest('md5', packed) },
    };
  }

  it('unpacks the archive into its folder and leaves nothing else', async () => {
    const folder = temporaryFolder();
    const fetched = cifar10Files(await serve(archive()));
    await fetched.download(folder, signal);
    expect(readdirSync(folder)).toEqual([FOLDER]);
    expect([...(await fetched.read(folder, 'train')).labels]).toEqual([1, 5, 2, 6, 3, 7, 4, 8, 5, 9]);
  });

  it('takes an archive that lies there already, and an empty folder for none', async () => {
    const folder = temporaryFolder();
    const packed = archive();
    const fetched = cifar10Files(await serve(packed));
    write(join(folder, 'cifar-10-binary.tar.gz'), packed);
    mkdirSync(join(folder, FOLDER));
    await fetched.download(folder, signal);
    expect(server?.requests).toEqual([]);
    expect(readdirSync(folder)).toEqual([FOLDER]);
  });

  it('refuses an archive with another MD5 and keeps nothing of it', async () => {
    const folder = temporaryFolder();
    const served = await serve(archive());
    const fetched = cifar10Files({ ...served, archive: { ...served.archive, md5: '0'.repeat(32) } });
    await expect(fetched.download(folder, signal)).rejects.toThrow(
      `its content has MD5 ${served.archive.md5}, expected ${'0'.repeat(32)}`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses an archive that holds other files, or not all, and unpacks nothing', async () => {
    const other = temporaryFolder();
    await expect(
      cifar10Files(await serve(archive({ 'test_batch.bin': record(0, 0, 0, 0) }))).download(other, signal),
    ).rejects.toThrow(`${FOLDER}/test_batch.bin in it has SHA-256`);
    expect(existsSync(join(other, FOLDER))).toBe(false);
    await server?.close();

    const incomplete = temporaryFolder();
    await expect(
      cifar10Files(await serve(archive({}, 'data_batch_4.bin'))).download(incomplete, signal),
    ).rejects.toThrow(`it holds no ${FOLDER}/data_batch_4.bin`);
    expect(readdirSync(incomplete)).toEqual(['cifar-10-binary.tar.gz']);
  });

  it('does not mix the official files with those of an incomplete folder', async () => {
    const folder = temporaryFolder();
    write(join(folder, FOLDER, 'test_batch.bin'), record(1, 1, 1, 1));
    const fetched = cifar10Files(await serve(archive()));
    await expect(fetched.download(folder, signal)).rejects.toThrow('holds test_batch.bin but not all of');
    expect(server?.requests).toEqual([]);
    expect(readdirSync(join(folder, FOLDER))).toEqual(['test_batch.bin']);
  });
});

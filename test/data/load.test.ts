import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataFolder } from '../../src/data/cache.node';
import { cifar10Files } from '../../src/data/cifar10.node';
import { dataStatus, loadDataset, loadFiles } from '../../src/data/load.node';
import { mnistFiles } from '../../src/data/mnist.node';
import { ConvzooError } from '../../src/errors';
import { send, startServer, type TestServer } from './server';
import { record, smallCifar10, smallMnist, temporaryFolder, TRAIN_LABELS, write } from './synthetic';

const FOLDER = 'cifar-10-batches-bin';

let server: TestServer | undefined;
afterEach(async () => {
  jest.restoreAllMocks();
  await server?.close();
});
const quiet = (): void => void jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
const messageOf = (running: Promise<unknown>): Promise<string> =>
  running.then(
    () => 'no error',
    (error: unknown) => {
      expect(error).toBeInstanceOf(ConvzooError);
      return (error as Error).message;
    },
  );

describe('loadDataset', () => {
  it("draws 'digits' of the size and seed asked for, training and test images being different", async () => {
    const train = await loadDataset('digits', 'train', { size: 30, seed: 7 });
    const test = await loadDataset('digits', 'test', { size: 30, seed: 7 });
    expect([train.size, test.size]).toEqual([30, 30]);
    expect(Buffer.compare(train.images, test.images)).not.toBe(0);
    expect((await loadDataset('digits', 'test')).size).toBe(2000);
  });

  it('suggests the nearest name for an unknown data set', async () => {
    expect(await messageOf(loadDataset('cifar', 'train'))).toBe(
      "there is no data set 'cifar', expected mnist, cifar10, digits; did you mean 'cifar10'?",
    );
  });

  it.each(['mnist', 'digits'])('names the parts that %s has for one that it has not', async (name) => {
    const attempt = loadDataset(name, 'training' as 'train');
    expect(await messageOf(attempt)).toBe(
      `data set '${name}' has no part 'training', expected train or test`,
    );
  });

  it('refuses a size for a data set whose size is fixed', async () => {
    expect(await messageOf(loadDataset('mnist', 'train', { size: 5 }))).toContain(
      "'size' is for 'digits' alone",
    );
  });

  it('names the missing files and how to lay them out where it may not download', async () => {
    const data = join(temporaryFolder(), 'not-there');
    const message = await messageOf(loadDataset('mnist', 'test', { data, download: false }));
    expect(message).toContain(join(data, 'mnist', 't10k-images-idx3-ubyte.gz'));
    expect(message).toContain('go into mnist/');
    expect(message).toContain(`in ${data}; or name a folder that has them with --data or CONVZOO_DATA`);
  });
});

describe('dataFolder', () => {
  const before = process.env['CONVZOO_DATA'];
  afterEach(() => {
    if (before === undefined) delete process.env['CONVZOO_DATA'];
    else process.env['CONVZOO_DATA'] = before;
  });

  it('prefers the folder given, then CONVZOO_DATA, then one in the cache of the user', () => {
    process.env['CONVZOO_DATA'] = '/from/environment';
    expect(dataFolder('given')).toBe(resolve('given'));
    expect(dataFolder()).toBe(resolve('/from/environment'));
    process.env['CONVZOO_DATA'] = '';
    expect(dataFolder()).toMatch(/convzoo.*data$/);
    if (!process.env['XDG_CACHE_HOME']) expect(dataFolder().startsWith(homedir())).toBe(true);
  });
});

describe('files that are not the official ones', () => {
  const { source, contents } = smallCifar10();
  const set = cifar10Files(source);

  /** `description` becomes dataset.json. */
  function laidOut({
    modified = true,
    description,
  }: { modified?: boolean; description?: string } = {}): string {
    const data = temporaryFolder();
    for (const [file, content] of Object.entries(contents)) write(join(data, FOLDER, file), content);
    if (modified) write(join(data, FOLDER, 'data_batch_1.bin'), record(1, 2, 3, 4));
    if (description !== undefined) write(join(data, FOLDER, 'dataset.json'), description);
    return data;
  }
  const described = JSON.stringify({ name: 'cifar10', pixels: 'JPEG q75 re-encoding' });

  it('are refused, with the file, both hashes and the flag', async () => {
    const data = laidOut({ description: described });
    const message = await messageOf(loadFiles(set, 'train', { data }));
    expect(message).toContain(`${join(data, FOLDER, 'data_batch_1.bin')} is not the official file`);
    expect(message).toContain(`expected SHA-256 ${source.files.train[0]?.sha256}`);
    expect(message).toContain('--allow-modified');
  });

  it('are accepted on request with what dataset.json says of their pixels', async () => {
    const data = laidOut({ description: described });
    const dataset = await loadFiles(set, 'train', { data, allowModified: true });
    expect(dataset).toMatchObject({ name: 'cifar10', size: 9, pixels: 'JPEG q75 re-encoding' });
  });

  it('are accepted on request with what the caller says of their pixels', async () => {
    const options = { data: laidOut(), allowModified: true, pixels: 'half size and back' };
    expect((await loadFiles(set, 'train', options)).pixels).toBe('half size and back');
  });

  it('are refused where nothing says what their pixels are, with the flag and the file to write', async () => {
    const message = await messageOf(loadFiles(set, 'train', { data: laidOut(), allowModified: true }));
    expect(message).toContain('--pixels "<description>"');
    expect(message).toContain('dataset.json');
  });

  it.each([
    ['{', 'Expected property name'],
    ['{"name": "cifar10"}', 'pixels'],
    ['{"name": "cifar10", "pixels": ""}', 'pixels'],
    ['{"name": "mnist", "pixels": "x"}', "the name is 'mnist'"],
  ])('are refused where dataset.json is %s', async (description, reason) => {
    const data = laidOut({ description });
    const message = await messageOf(loadFiles(set, 'train', { data, allowModified: true }));
    expect(message).toContain(`${join(data, FOLDER, 'dataset.json')}: `);
    expect(message).toContain(reason);
    expect(message).toContain('expected {"name": "cifar10", "pixels": ');
  });

  it("leave the splits that they don't touch alone", async () => {
    expect((await loadFiles(set, 'test', { data: laidOut() })).pixels).toBe('original');
  });

  it('are not what official files can be called', async () => {
    const data = laidOut({ modified: false, description: described });
    expect((await loadFiles(set, 'train', { data })).pixels).toBe('original');
    expect(await messageOf(loadFiles(set, 'train', { data, pixels: 'blurred' }))).toContain(
      'are the official ones: leave it out',
    );
  });
});

describe('downloading on first use', () => {
  it('fetches what is missing, once, and reads it', async () => {
    quiet();
    const { source, contents } = smallMnist();
    server = await startServer(
      Object.fromEntries(Object.entries(contents).map(([file, content]) => [`/${file}`, send(content)])),
    );
    const set = mnistFiles({ ...source, addresses: [`${server.address}nothing/`, server.address] });
    const data = join(temporaryFolder(), 'new', 'folder');
    const dataset = await loadFiles(set, 'train', { data });
    expect(dataset).toMatchObject({ name: 'mnist', imageShape: [28, 28, 1], pixels: 'original' });
    expect([...dataset.labels]).toEqual(TRAIN_LABELS);
    expect(readdirSync(data)).toEqual(['mnist']);
    expect(readdirSync(join(data, 'mnist')).sort()).toEqual(Object.keys(contents).sort());
    const asked = server.requests.length;
    await loadFiles(set, 'test', { data });
    expect(server.requests).toHaveLength(asked);
  });

  it('accepts no content but the official one, and leaves no file behind', async () => {
    quiet();
    const { source, contents } = smallMnist();
    const labels = contents['t10k-labels-idx1-ubyte.gz'] as Buffer;
    server = await startServer(
      Object.fromEntries(Object.keys(contents).map((file) => [`/${file}`, send(labels)])),
    );
    const data = temporaryFolder();
    const set = mnistFiles({ ...source, addresses: [server.address] });
    const message = await messageOf(loadFiles(set, 'train', { data }));
    expect(message).toContain(`expected MD5 ${source.files.train.images.md5}`);
    expect(readdirSync(join(data, 'mnist'))).toEqual([]);
  });

  it('with no network names each address with its reason and how to lay the files out by hand', async () => {
    const set = mnistFiles({
      ...smallMnist().source,
      addresses: ['http://first.invalid/', 'http://second.invalid/'],
    });
    const data = temporaryFolder();
    const message = await messageOf(loadFiles(set, 'train', { data }));
    expect(message).toContain('http://first.invalid/train-images-idx3-ubyte.gz: getaddrinfo E');
    expect(message).toContain('http://second.invalid/train-images-idx3-ubyte.gz: getaddrinfo E');
    expect(message).toContain(`go into mnist/ in ${data}; or name a folder`);
    expect(readdirSync(join(data, 'mnist'))).toEqual([]);
  });

  it('reports a data folder that cannot be made', async () => {
    const file = join(temporaryFolder(), 'file');
    write(file, '');
    const message = await messageOf(
      loadFiles(mnistFiles(smallMnist().source), 'train', { data: join(file, 'data') }),
    );
    expect(message).toContain(`can't write to ${join(file, 'data')}: `);
  });

  it('fetches each file once when two processes start at the same time', async () => {
    const { source, contents } = smallMnist();
    server = await startServer(
      Object.fromEntries(
        Object.entries(contents).map(([file, content]) => [`/${file}`, send(content, { delay: 400 })]),
      ),
    );
    const data = temporaryFolder();
    const given = JSON.stringify({ source: { ...source, addresses: [server.address] }, data });
    const [first, second] = await Promise.all([load(given), load(given)]);
    expect(first.labels).toEqual(TRAIN_LABELS);
    expect(second.labels).toEqual(TRAIN_LABELS);
    expect([...server.requests].sort()).toEqual(
      Object.keys(contents)
        .map((file) => `/${file}`)
        .sort(),
    );
    expect([first.messages, second.messages].join()).toContain('waiting for another process');
    expect(readdirSync(data)).toEqual(['mnist']);
  });
});

/** Loads the training split in a process of its own. */
async function load(given: string): Promise<{ labels: unknown; messages: string }> {
  const script = join(__dirname, 'load-in-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, given], {
    cwd: join(__dirname, '../..'),
  });
  let [output, messages] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(messages);
  return { labels: JSON.parse(output), messages };
}

describe('dataStatus', () => {
  const stateOf = async (data: string, name: string): Promise<unknown> =>
    (await dataStatus(data)).find((status) => status.name === name);

  it('reports missing sets by their files, and that digits need none', async () => {
    const data = temporaryFolder();
    mkdirSync(join(data, 'mnist'));
    expect(await stateOf(data, 'mnist')).toMatchObject({ state: 'missing' });
    expect(await stateOf(data, 'digits')).toMatchObject({ state: 'built in' });
  });

  it('reports sets that are not the official ones, with what their pixels are', async () => {
    const data = temporaryFolder();
    for (const [file, content] of Object.entries(smallCifar10().contents))
      write(join(data, FOLDER, file), content);
    write(join(data, FOLDER, 'dataset.json'), '{"name": "cifar10", "pixels": "tiny"}');
    expect(await stateOf(data, 'cifar10')).toEqual({
      name: 'cifar10',
      state: 'modified',
      detail: `${join(data, FOLDER)}: 6 files are not the official ones; pixels: tiny`,
    });
  });

  it('reports a damaged file', async () => {
    const data = temporaryFolder();
    const { contents } = smallMnist();
    for (const [file, content] of Object.entries(contents)) write(join(data, 'mnist', file), content);
    const images = join(data, 'mnist', 'train-images-idx3-ubyte.gz');
    write(images, gunzipSync(readFileSync(images)));
    expect(await stateOf(data, 'mnist')).toMatchObject({
      state: 'damaged',
      detail: `${images}: begins with the bytes 0000, expected gzip, 1f8b`,
    });
  });
});

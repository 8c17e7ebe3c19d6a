import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { download } from '../../src/data/download.node';
import { ConvzooError } from '../../src/errors';
import { send, startServer, type Answer, type TestServer } from './server';
import { pattern, temporaryFolder, write } from './synthetic';

const CONTENT = pattern(300_000);
const signal = new AbortController().signal;

let server: TestServer | undefined;
let target = '';
beforeEach(() => {
  target = join(temporaryFolder(), 'file.bin');
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server?.close();
});

async function verify(path: string): Promise<void> {
  if (!readFileSync(path).equals(CONTENT)) throw new Error('not the content');
}

/** Fetches from the paths named, in order; the error, if any. */
async function fetchFrom(paths: string[], answers: Record<string, Answer>): Promise<unknown> {
  server = await startServer(answers);
  const addresses = paths.map((path) => `${server?.address}${path}`);
  return download({ addresses, target, verify, signal }).catch((error: unknown) => error);
}
const folderContent = (): string[] => readdirSync(join(target, '..'));

describe('download', () => {
  it('fetches a file and leaves nothing else', async () => {
    expect(await fetchFrom(['a'], { '/a': send(CONTENT) })).toBeUndefined();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(folderContent()).toEqual(['file.bin']);
  });

  it('says in a line what it fetches, from where and how much', async () => {
    await fetchFrom(['a'], { '/a': send(CONTENT) });
    expect(process.stderr.write).toHaveBeenCalledWith(
      `downloading file.bin (0.3 MB) from ${server?.address}a\n`,
    );
  });

  it('continues after every cut where the server can send the rest', async () => {
    expect(await fetchFrom(['a'], { '/a': send(CONTENT, { cutAfter: 110_000 }) })).toBeUndefined();
    expect(server?.requests).toEqual(['/a', '/a bytes=110000-', '/a bytes=220000-']);
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it('starts over where the server ignores the range', async () => {
    let answered = 0;
    const cutOnce: Answer = (...exchange) =>
      send(CONTENT, { ranges: false, ...(answered++ === 0 ? { cutAfter: 100_000 } : {}) })(...exchange);
    expect(await fetchFrom(['a'], { '/a': cutOnce })).toBeUndefined();
    expect(server?.requests).toEqual(['/a', '/a bytes=100000-']);
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it('continues the part that an earlier run left', async () => {
    write(`${target}.part`, CONTENT.subarray(0, 250_000));
    expect(await fetchFrom(['a'], { '/a': send(CONTENT) })).toBeUndefined();
    expect(server?.requests).toEqual(['/a bytes=250000-']);
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(folderContent()).toEqual(['file.bin']);
  });

  it('takes a part that is whole as it is', async () => {
    write(`${target}.part`, CONTENT);
    expect(await fetchFrom(['a'], { '/a': send(CONTENT) })).toBeUndefined();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it('fetches everything anew where the part belonged to something else', async () => {
    write(`${target}.part`, Buffer.alloc(1000, 1));
    expect(await fetchFrom(['a'], { '/a': send(CONTENT) })).toBeUndefined();
    expect(server?.requests).toEqual(['/a bytes=1000-', '/a']);
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it('goes to the mirror after a 404, wrong content, or a connection that is cut at the same place again', async () => {
    const error = await fetchFrom(['missing', 'wrong', 'cut', 'good'], {
      '/wrong': send(Buffer.from('<html>sign in to this network</html>')),
      '/cut': send(CONTENT, { ranges: false, cutAfter: 1000 }),
      '/good': send(CONTENT),
    });
    expect(error).toBeUndefined();
    expect(server?.requests).toEqual(['/missing', '/wrong', '/cut', '/cut bytes=1000-', '/good bytes=1000-']);
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it('names each address with its reason where none gives the content, and keeps nothing wrong', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const closedPort = (listener.address() as AddressInfo).port;
    await new Promise((resolve) => listener.close(resolve));
    server = await startServer({ '/wrong': send(Buffer.from('no')) });

    const error = await download({
      addresses: [
        `http://127.0.0.1:${closedPort}/file`,
        'http://name.invalid/file',
        `${server.address}missing`,
        `${server.address}wrong`,
      ],
      target,
      verify,
      signal,
    }).catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(ConvzooError);
    const lines = (error as Error).message.split('\n');
    expect(lines[0]).toBe('file.bin could not be downloaded:');
    expect(lines[1]).toContain(`http://127.0.0.1:${closedPort}/file: connect ECONNREFUSED`);
    expect(lines[2]).toMatch(/http:\/\/name\.invalid\/file: getaddrinfo (ENOTFOUND|EAI_AGAIN)/);
    expect(lines[3]).toBe(`  ${server.address}missing: HTTP 404 Not Found`);
    expect(lines[4]).toBe(`  ${server.address}wrong: not the content`);
    expect(lines).toHaveLength(5);
    expect(folderContent()).toEqual([]);
  });

  it('after a cut that stays keeps the part for the next try, and says so', async () => {
    const error = await fetchFrom(['a'], { '/a': send(CONTENT, { ranges: false, cutAfter: 1000 }) });
    expect((error as Error).message).toContain(`${target}.part keeps the first 1000 bytes`);
    expect(existsSync(target)).toBe(false);
    expect(readFileSync(`${target}.part`).equals(CONTENT.subarray(0, 1000))).toBe(true);
  });

  it('stops at once when it is told to', async () => {
    const stop = new AbortController();
    server = await startServer({ '/a': send(CONTENT, { delay: 10_000 }) });
    const running = download({ addresses: [`${server.address}a`], target, verify, signal: stop.signal });
    setTimeout(() => stop.abort(new ConvzooError('the lock was lost')), 50);
    await expect(running).rejects.toThrow('the lock was lost');
    expect(existsSync(target)).toBe(false);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { ConvzooError } from '../src/errors';
import type { Pixels } from '../src/image';
import { decodeImage } from '../src/image.node';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
});
afterAll(() => rm(folder, { recursive: true }));

const raw = (data: number[], width: number, height: number, channels: 1 | 2 | 3 | 4) =>
  sharp(Uint8Array.from(data), { raw: { width, height, channels } });

async function decoded(content: Buffer): Promise<{ width: number; height: number; values: number[] }> {
  const { data, width, height } = (await decodeImage(content)) as Pixels;
  return { width, height, values: [...data] };
}

test('a colour PNG comes as its pixels', async () => {
  const png = await raw([1, 2, 3, 250, 251, 252], 2, 1, 3).png().toBuffer();
  expect(await decoded(png)).toEqual({ width: 2, height: 1, values: [1, 2, 3, 250, 251, 252] });
});

test('a path is read', async () => {
  const path = join(folder, 'image.png');
  await raw([9, 8, 7], 1, 1, 3).png().toFile(path);
  const { data } = (await decodeImage(path)) as Pixels;
  expect([...data]).toEqual([9, 8, 7]);
});

test('grey is given to all three channels', async () => {
  const png = await raw([7, 200], 2, 1, 1).toColourspace('b-w').png().toBuffer();
  expect((await decoded(png)).values).toEqual([7, 7, 7, 200, 200, 200]);
});

test('transparency is kept as a fourth channel', async () => {
  const png = await raw([1, 2, 3, 128], 1, 1, 4).png().toBuffer();
  expect((await decoded(png)).values).toEqual([1, 2, 3, 128]);
});

test('sixteen bits become eight', async () => {
  const png = await sharp(Uint16Array.of(257 * 100), { raw: { width: 1, height: 1, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  expect((await sharp(png).metadata()).depth).toBe('ushort');
  expect((await decoded(png)).values).toEqual([100, 100, 100]);
});

test('a photo is turned upright as its EXIF orientation says', async () => {
  const leftBlackRightWhite = Array.from({ length: 16 * 8 }, (_, i) => (i % 16 < 8 ? 0 : 255));
  const jpeg = await raw(leftBlackRightWhite, 16, 8, 1)
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100 })
    .toBuffer();
  const { width, height, values } = await decoded(jpeg);
  expect([width, height]).toEqual([8, 16]);
  expect(Math.max(...values.slice(0, 8 * 8 * 3))).toBeLessThan(5);
  expect(Math.min(...values.slice(8 * 8 * 3))).toBeGreaterThan(250);
});

test('pixels pass through untouched', async () => {
  const pixels = { data: Uint8Array.of(1), width: 1, height: 1 };
  expect(await decodeImage(pixels)).toBe(pixels);
});

describe('what is no image', () => {
  test.each<[string, () => Promise<string | Buffer>, RegExp]>([
    ['an empty buffer', async () => Buffer.alloc(0), /^buffer: it is empty/],
    ['a buffer of text', async () => Buffer.from('hello'), /^buffer: not an image that can be decoded/],
    ['a missing file', async () => join(folder, 'no.png'), /no\.png: there is no such file$/],
    ['a folder', async () => folder, /can't be read/],
    [
      'half a PNG',
      async () => (await raw([1, 2, 3, 4, 5, 6], 2, 1, 3).png().toBuffer()).subarray(0, 45),
      /^buffer: not an image/,
    ],
    [
      'an empty file',
      async () => {
        await writeFile(join(folder, 'empty.png'), '');
        return join(folder, 'empty.png');
      },
      /empty\.png: it is empty/,
    ],
  ])('%s is an error that says so', async (_, image, message) => {
    const attempt = decodeImage(await image());
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ConvzooError);
  });
});

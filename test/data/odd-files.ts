import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { basename } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { ProblemKind } from '../../src/data/image-problem';
import { Random } from '../../src/random';

export type Colour = readonly [red: number, green: number, blue: number];

/** Colours of the four quarters of the picture that all good files show: top left, top right, bottom left, right. */
export const QUARTERS: readonly Colour[] = [
  [190, 90, 80],
  [90, 170, 90],
  [80, 100, 180],
  [210, 210, 210],
];
export const SIDE = 64;

/** The picture, in quarters of these colours. */
export function picture(colours: readonly Colour[] = QUARTERS, side = SIDE): Sharp {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const quarter = (y < side / 2 ? 0 : 2) + (x < side / 2 ? 0 : 1);
      data.set(colours[quarter] ?? [], (y * side + x) * 3);
    }
  return sharp(data, { raw: { width: side, height: side, channels: 3 } });
}

/** A file of the corpus: how it is made, and what is to become of it. */
export interface OddFile {
  name: string | Buffer;
  make: (path: string) => Promise<unknown> | unknown;
  /** What is reported of it; undefined of a good file. */
  problem?: ProblemKind;
  /** Colours of its quarters, if they are not those of `QUARTERS`. */
  colours?: readonly Colour[];
  /** By how much its pixels may differ. */
  tolerance?: number;
}

const written = (content: Buffer | string) => (path: string) => writeFileSync(path, content);
const encoded = (encode: (image: Sharp) => Sharp) => async (path: string) =>
  writeFileSync(path, await encode(picture()).toBuffer());

/** The first part of a file; the picture is noise, so that nothing is at its end but pixels. */
const truncated =
  (encode: (image: Sharp) => Sharp, share = 0.6) =>
  async (path: string) => {
    const content = await encode(noise()).toBuffer();
    writeFileSync(path, content.subarray(0, Math.floor(content.length * share)));
  };

function noise(): Sharp {
  const random = new Random(1);
  const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => random.integer(256));
  return sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } });
}

/** A file with some of its bytes replaced. */
const spoilt =
  (encode: (image: Sharp) => Sharp, spoil: (content: Buffer, middle: number) => void) =>
  async (path: string) => {
    const content = await encode(noise()).toBuffer();
    spoil(content, content.length >> 1);
    writeFileSync(path, content);
  };

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A black PNG of one bit a pixel: few bytes, many pixels. */
function blackPng(width: number, height: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const grey = (...values: number[]): Colour[] => values.map((value) => [value, value, value]);

/** The picture in grey quarters, each pixel with these further channels. */
function greyPicture(values: readonly number[], ...further: number[]): Sharp {
  const channels = (1 + further.length) as 1 | 2;
  const data = new Uint8Array(SIDE * SIDE * channels);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const quarter = (i < (SIDE * SIDE) / 2 ? 0 : 2) + (i % SIDE < SIDE / 2 ? 0 : 1);
    data.set([values[quarter] ?? 0, ...further], i * channels);
  }
  return sharp(data, { raw: { width: SIDE, height: SIDE, channels } }).toColourspace('b-w');
}

async function sixteenBit(path: string): Promise<void> {
  const eight = await picture().raw().toBuffer();
  const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
  const deep = sharp(
    Uint16Array.from(eight, (value) => value * 257),
    { raw },
  ).toColourspace('rgb16');
  writeFileSync(path, await deep.png().toBuffer());
}

async function animation(path: string): Promise<void> {
  const first = await picture().png().toBuffer();
  const second = await picture([]).png().toBuffer();
  writeFileSync(
    path,
    await sharp([first, second], { join: { animated: true } })
      .gif()
      .toBuffer(),
  );
}

/** A file of many bytes that takes no space on the disk. */
const sparse = (size: number) => (path: string) => {
  writeFileSync(path, '');
  truncateSync(path, size);
};

/** Says that it is as large as its format allows. */
function widened(content: Buffer): void {
  const frame = content.indexOf(Buffer.from([0xff, 0xc0]));
  content.writeUInt16BE(65_500, frame + 5);
  content.writeUInt16BE(65_500, frame + 7);
}

const oriented = (orientation: number) =>
  encoded((image) => image.withMetadata({ orientation }).jpeg({ quality: 95 }));

/** Under 128 / 255 of opacity over the test's background. */
export const BACKGROUND = 100;
const shining = (colours: readonly Colour[]) =>
  colours.map(([r, g, b]): Colour => {
    const over = (value: number) => (value * 128 + BACKGROUND * 127) / 255;
    return [over(r), over(g), over(b)];
  });
const [topLeft, topRight, bottomLeft, bottomRight] = QUARTERS as readonly [Colour, Colour, Colour, Colour];

const GOOD: OddFile[] = [
  { name: 'plain.jpg', make: encoded((image) => image.jpeg({ quality: 95 })), tolerance: 4 },
  {
    name: 'progressive.jpg',
    make: encoded((image) => image.jpeg({ progressive: true, quality: 95 })),
    tolerance: 4,
  },
  { name: 'capital.JPG', make: encoded((image) => image.jpeg({ quality: 94 })), tolerance: 4 },
  {
    name: 'cmyk.jpg',
    make: encoded((image) => image.toColourspace('cmyk').jpeg({ quality: 95 })),
    tolerance: 20,
  },
  {
    name: 'profile.jpg',
    make: encoded((image) => image.withIccProfile('p3').jpeg({ quality: 95 })),
    tolerance: 5,
  },
  {
    name: 'turned-6.jpg',
    make: oriented(6),
    colours: [bottomLeft, topLeft, bottomRight, topRight],
    tolerance: 4,
  },
  {
    name: 'turned-3.jpg',
    make: oriented(3),
    colours: [bottomRight, bottomLeft, topRight, topLeft],
    tolerance: 4,
  },
  {
    name: 'mirrored-5.jpg',
    make: oriented(5),
    colours: [topLeft, bottomLeft, topRight, bottomRight],
    tolerance: 4,
  },
  {
    name: 'grey.jpg',
    make: async (path) =>
      writeFileSync(path, await greyPicture([10, 90, 170, 250]).jpeg({ quality: 95 }).toBuffer()),
    colours: grey(10, 90, 170, 250),
    tolerance: 4,
  },
  { name: 'plain.png', make: encoded((image) => image.png()) },
  { name: 'interlaced.png', make: encoded((image) => image.png({ progressive: true })) },
  { name: 'palette.png', make: encoded((image) => image.png({ palette: true })), tolerance: 4 },
  { name: 'sixteen-bit.png', make: sixteenBit },
  {
    name: 'transparent.png',
    make: encoded((image) => image.ensureAlpha(128 / 255).png()),
    colours: shining(QUARTERS),
  },
  {
    name: 'grey-and-alpha.png',
    make: async (path) => writeFileSync(path, await greyPicture([10, 90, 170, 250], 128).png().toBuffer()),
    colours: shining(grey(10, 90, 170, 250)),
  },
  { name: 'lossless.webp', make: encoded((image) => image.webp({ lossless: true })) },
  { name: 'lossy.webp', make: encoded((image) => image.webp({ quality: 95 })), tolerance: 6 },
  { name: 'still.gif', make: encoded((image) => image.gif()), tolerance: 4 },
  { name: 'animated.gif', make: animation, tolerance: 4 },
  { name: 'plain.avif', make: encoded((image) => image.avif({ quality: 90 })), tolerance: 6 },
  { name: 'plain.tiff', make: encoded((image) => image.tiff({ compression: 'lzw' })) },
  { name: 'short.tif', make: encoded((image) => image.tiff({ compression: 'deflate' })) },
  {
    name: 'cmyk.tif',
    make: encoded((image) => image.toColourspace('cmyk').tiff({ compression: 'lzw' })),
    tolerance: 20,
  },
];

/** Each name's file has a size of its own, so that no two are the same. */
const ODD_NAMES: OddFile[] = [
  'with some spaces.png',
  ' leading space.png',
  'größe 日本語 🦓.png',
  'cafe\u0301.png',
  'line\nbreak.png',
  'bell\u0007 and \u001b[31mred.png',
  '-rf.png',
  '--help.png',
  '#hash.png',
  '100%.png',
  '%41%2F.png',
  'page[1].png',
  'back\\slash.png',
  '"quotes\' and $HOME `id`.png',
  'two.dots..png',
  '~.png',
  `${'long'.repeat(62)}.png`,
].map((name, i) => ({
  name,
  make: async (path) =>
    writeFileSync(
      path,
      await picture(QUARTERS, SIDE + 2 * (i + 1))
        .png()
        .toBuffer(),
    ),
}));

const DAMAGED: OddFile[] = [
  { name: 'cut.jpg', make: truncated((image) => image.jpeg()), problem: 'damaged' },
  {
    name: 'cut-progressive.jpg',
    make: truncated((image) => image.jpeg({ progressive: true })),
    problem: 'damaged',
  },
  { name: 'cut-in-header.jpg', make: truncated((image) => image.jpeg(), 0.01), problem: 'damaged' },
  { name: 'cut.png', make: truncated((image) => image.png()), problem: 'damaged' },
  { name: 'cut-near-end.png', make: truncated((image) => image.png(), 0.95), problem: 'damaged' },
  { name: 'cut.webp', make: truncated((image) => image.webp()), problem: 'damaged' },
  {
    name: 'cut-lossless.webp',
    make: truncated((image) => image.webp({ lossless: true })),
    problem: 'damaged',
  },
  { name: 'cut-in-header.webp', make: truncated((image) => image.webp(), 0.002), problem: 'damaged' },
  { name: 'cut.gif', make: truncated((image) => image.gif()), problem: 'damaged' },
  { name: 'cut.avif', make: truncated((image) => image.avif()), problem: 'damaged' },
  { name: 'cut.tiff', make: truncated((image) => image.tiff({ compression: 'lzw' })), problem: 'damaged' },
  {
    name: 'flipped-bits.png',
    make: spoilt(
      (image) => image.png(),
      (content, middle) => content.fill(0x55, middle, middle + 8),
    ),
    problem: 'damaged',
  },
  {
    name: 'gap.jpg',
    make: spoilt(
      (image) => image.jpeg(),
      (content, middle) => content.fill(0xff, middle, middle + 500),
    ),
    problem: 'damaged',
  },
  {
    name: 'gap.webp',
    make: spoilt(
      (image) => image.webp({ lossless: true }),
      (content) => content.fill(0xff, 20, 60),
    ),
    problem: 'damaged',
  },
  {
    name: 'gap.tiff',
    make: spoilt(
      (image) => image.tiff({ compression: 'deflate' }),
      (content, middle) => content.fill(0, middle - 500, middle + 500),
    ),
    problem: 'damaged',
  },
  { name: 'empty.jpg', make: written(''), problem: 'empty' },
  { name: 'empty.png', make: written(''), problem: 'empty' },
  {
    name: 'random.jpg',
    make: async (path) => writeFileSync(path, await noise().raw().toBuffer()),
    problem: 'damaged',
  },
  { name: 'one-byte.png', make: written('x'), problem: 'damaged' },
  { name: 'text.jpg', make: written('this is no picture\n'), problem: 'damaged' },
  { name: 'page.jpg', make: written('<!doctype html><title>404</title>'), problem: 'damaged' },
  { name: 'archive.webp', make: written(Buffer.from('504b0304140000000800', 'hex')), problem: 'damaged' },
  { name: 'document.png', make: written('%PDF-1.4\n%%EOF\n'), problem: 'damaged' },
  {
    name: 'drawing.png',
    make: written(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ),
    problem: 'damaged',
  },
  { name: 'zeros.gif', make: written(Buffer.alloc(5000)), problem: 'damaged' },
  { name: 'magic-alone.png', make: written(Buffer.from('89504e470d0a1a0a', 'hex')), problem: 'damaged' },
  { name: 'no-pixels.png', make: written(blackPng(8, 8, Buffer.alloc(0))), problem: 'damaged' },
  { name: 'no-size.png', make: written(blackPng(0, 0, deflateSync(Buffer.alloc(8)))), problem: 'damaged' },
  {
    name: 'bomb.png',
    make: written(blackPng(12_000, 12_000, deflateSync(Buffer.alloc(12_000 * 1501)))),
    problem: 'too large',
  },
  {
    name: 'bomb-header.png',
    make: written(blackPng(60_000, 60_000, deflateSync(Buffer.alloc(9)))),
    problem: 'too large',
  },
  { name: 'bomb.jpg', make: spoilt((image) => image.jpeg(), widened), problem: 'too large' },
  {
    name: 'bomb.gif',
    make: spoilt(
      (image) => image.gif(),
      (content) => {
        const frame = content.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
        for (const size of [6, frame + 5]) content.fill(0xff, size, size + 4);
      },
    ),
    problem: 'too large',
  },
  { name: 'sparse.tiff', make: sparse(900e6), problem: 'too large' },
  {
    name: 'png-inside.jpg',
    make: encoded((image) => image.png({ compressionLevel: 1 })),
    problem: 'wrong extension',
  },
  {
    name: 'jpeg-inside.webp',
    make: encoded((image) => image.jpeg({ quality: 91 })),
    problem: 'wrong extension',
    tolerance: 4,
  },
  { name: 'twin-1.png', make: encoded((image) => image.png({ compressionLevel: 2 })) },
  { name: 'twin-2.png', make: encoded((image) => image.png({ compressionLevel: 2 })), problem: 'duplicate' },
];

const LINKS_AND_PLACES: OddFile[] = [
  { name: 'folder.png', make: (path) => mkdirSync(path), problem: 'unreadable' },
  { name: 'pipe.png', make: (path) => execFileSync('mkfifo', [path]), problem: 'unreadable' },
  { name: 'link-to-nothing.png', make: (path) => symlinkSync('not-there.png', path), problem: 'missing' },
  { name: 'link-to-itself.png', make: (path) => symlinkSync(basename(path), path), problem: 'unreadable' },
  { name: 'link-to-device.png', make: (path) => symlinkSync('/dev/zero', path), problem: 'unreadable' },
  { name: 'circle', make: (path) => symlinkSync('.', path), problem: 'unreadable' },
  { name: Buffer.from('not\xffutf8.png', 'latin1'), make: written('x'), problem: 'unreadable' },
];

/** All but sockets, which live only as long as who listens on them. */
export const ODD_FILES: readonly OddFile[] = [...GOOD, ...ODD_NAMES, ...DAMAGED, ...LINKS_AND_PLACES];

/** A socket in the file system. */
export function openSocket(path: string): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}

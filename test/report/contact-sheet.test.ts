import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { contactSheet, writeContactSheet, type Classified } from '../../src/report/contact-sheet.node';

/** Pictures are enlarged by this factor. */
const ENLARGED = 4;

function plain(colour: number[], side: number, facts: Partial<Classified> = {}): Classified {
  const data = Uint8Array.from(
    { length: side * side * colour.length },
    (_, i) => colour[i % colour.length] ?? 0,
  );
  return { image: { data, width: side, height: side }, prediction: 'cat', probability: 0.5, ...facts };
}

async function decode(png: Uint8Array) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Where the pixels of one colour lie. */
function boxOf({ data, width }: Awaited<ReturnType<typeof decode>>, colour: number[]) {
  const box = { left: Infinity, top: Infinity, right: -1, bottom: -1, count: 0 };
  for (let i = 0; i < data.length; i += 3) {
    if (colour.some((value, channel) => data[i + channel] !== value)) continue;
    const x = (i / 3) % width;
    const y = Math.floor(i / 3 / width);
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
    box.count += 1;
  }
  return box;
}

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const YELLOW = [255, 255, 0];

test('each picture is enlarged without smoothing and stands in its own cell, row by row', async () => {
  const sheet = await decode(
    await contactSheet([plain(RED, 32), plain(BLUE, 32), plain(YELLOW, 32)], { columns: 2 }),
  );
  const side = 32 * ENLARGED;
  const [red, blue, yellow] = [RED, BLUE, YELLOW].map((colour) => boxOf(sheet, colour));
  for (const box of [red, blue, yellow]) {
    expect(box?.count).toBe(side * side);
    expect([(box?.right ?? 0) - (box?.left ?? 0) + 1, (box?.bottom ?? 0) - (box?.top ?? 0) + 1]).toEqual([
      side,
      side,
    ]);
  }
  expect(blue?.top).toBe(red?.top);
  expect(blue?.left).toBeGreaterThan(red?.right ?? Infinity);
  expect(yellow?.left).toBe(red?.left);
  expect(yellow?.top).toBeGreaterThan(red?.bottom ?? Infinity);
  expect(yellow?.bottom).toBeLessThan(sheet.height);
  expect(blue?.right).toBeLessThan(sheet.width);
});

test('the sheet grows by rows of as many pictures as there are columns, and by a title', async () => {
  const sizes = await Promise.all(
    [
      contactSheet([plain([90], 28)], { columns: 3 }),
      contactSheet(
        Array.from({ length: 3 }, () => plain([90], 28)),
        { columns: 3 },
      ),
      contactSheet(
        Array.from({ length: 4 }, () => plain([90], 28)),
        { columns: 3 },
      ),
      contactSheet([plain([90], 28)], { columns: 3, title: 'digits' }),
    ].map(async (png) => {
      const { width, height } = await decode(await png);
      return { width, height };
    }),
  );
  const [one, row, rows, titled] = sizes;
  const cell = ((row?.width ?? 0) - (one?.width ?? 0)) / 2;
  expect(cell).toBeGreaterThanOrEqual(28 * ENLARGED);
  expect(row?.height).toBe(one?.height);
  expect(rows?.width).toBe(row?.width);
  expect((rows?.height ?? 0) - (row?.height ?? 0)).toBeGreaterThan(28 * ENLARGED);
  expect(titled?.height).toBeGreaterThan(one?.height ?? Infinity);
});

test('grey pixels keep their order: a white corner on black is a white corner', async () => {
  const picture = plain([1], 28);
  picture.image.data.fill(254, 0, 1);
  const { left, top, count } = boxOf(await decode(await contactSheet([picture])), [254, 254, 254]);
  expect(count).toBe(ENLARGED ** 2);
  const dark = boxOf(await decode(await contactSheet([plain([1], 28)])), [1, 1, 1]);
  expect([left, top]).toEqual([dark.left, dark.top]);
});

test('captions, verdicts and probabilities show, and the same sheet has the same bytes', async () => {
  const variants: Partial<Classified>[] = [
    {},
    { prediction: 'dog' },
    { probability: 0.51 },
    { truth: 'cat' },
    { truth: 'dog' },
    { truth: 'd<&g' },
  ];
  const sheets = await Promise.all(
    variants.map(async (facts) =>
      Buffer.from(await contactSheet([plain([9], 28, facts)])).toString('base64'),
    ),
  );
  expect(new Set(sheets).size).toBe(variants.length);
  expect(Buffer.from(await contactSheet([plain([9], 28)])).toString('base64')).toBe(sheets[0]);
});

test('right and wrong differ without colour too', async () => {
  const grey = async (truth: string) =>
    sharp(await contactSheet([plain([0], 28, { truth })]))
      .greyscale()
      .threshold(200)
      .raw()
      .toBuffer();
  expect((await grey('cat')).equals(await grey('dog'))).toBe(false);
});

test('long class names make cells wider rather than run into one another', async () => {
  const { width } = await decode(await contactSheet([plain([9], 28)]));
  const long = await decode(await contactSheet([plain([9], 28, { prediction: 'golden retriever puppy' })]));
  expect(long.width).toBeGreaterThan(width);
});

test('what makes no sheet is an error that says why', async () => {
  await expect(contactSheet([])).rejects.toThrow('there is no picture');
  await expect(contactSheet([plain([9], 28)], { columns: 0 })).rejects.toThrow('0 columns');
  await expect(contactSheet([plain([9], 28), plain([9], 32)])).rejects.toThrow(
    'picture 1 is 32x32, the first is 28x28',
  );
  await expect(contactSheet([plain([9, 9], 28)])).rejects.toThrow(
    'picture 0 has 1568 values, expected 784 (grey) or 2352 (RGB)',
  );
});

test('the file is written whole, in a folder that need not exist', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convzoo-sheet-'));
  try {
    const path = join(folder, 'new', 'sheet.png');
    await writeContactSheet(path, [plain([9], 28)]);
    expect((await sharp(path).metadata()).format).toBe('png');
    expect(await readdir(join(folder, 'new'))).toEqual(['sheet.png']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { rmSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { imageFolder, type FolderData } from '../../src/data/image-folder.node';
import { BACKGROUND, ODD_FILES, openSocket, picture, QUARTERS, type OddFile } from './odd-files';
import { temporaryFolder } from './synthetic';

const SIZE = 8;
const OPTIONS = {
  imageSize: [SIZE, SIZE],
  channels: 3,
  background: BACKGROUND,
  validation: 0,
  test: 0,
} as const;

let folder: string;
let socket: Server;
let data: FolderData;

beforeAll(async () => {
  folder = temporaryFolder();
  for (const name of ['odd', 'plain']) mkdirSync(join(folder, name));
  for (const { name, make } of ODD_FILES) {
    const path = Buffer.concat([Buffer.from(join(folder, 'odd/')), Buffer.from(name)]);
    await make((Buffer.isBuffer(name) ? path : path.toString()) as string);
  }
  socket = await openSocket(join(folder, 'odd/socket.png'));
  writeFileSync(
    join(folder, 'plain/one.png'),
    await picture([[1, 2, 3]])
      .png()
      .toBuffer(),
  );
  data = await imageFolder(folder, OPTIONS);
});
afterAll(() => {
  socket.close();
  rmSync(folder, { recursive: true });
});

const isGood = ({ problem }: OddFile) => problem === undefined || problem === 'wrong extension';
const good = ODD_FILES.filter(isGood);
const reported = ODD_FILES.filter(({ problem }) => problem !== undefined);
const nameOf = ({ name }: OddFile): string => `odd/${name.toString()}`;

it('is a corpus of at least 40 files with problems, and as many odd ones without', () => {
  expect(reported.length).toBeGreaterThanOrEqual(40);
  expect(ODD_FILES.length - reported.length).toBeGreaterThanOrEqual(40);
});

it('takes the good files, and no others', () => {
  const names = good.map(nameOf).sort((a, b) => (a < b ? -1 : 1));
  expect(data.files.train).toEqual([...names, 'plain/one.png']);
});

it('reports each of the others by its name, once', () => {
  const expected = [...reported.map(nameOf), 'odd/socket.png'].sort((a, b) => (a < b ? -1 : 1));
  expect(data.problems.map(({ file }) => file)).toEqual(expected);
});

it.each(reported.map((file) => [nameOf(file), file.problem] as const))('%j is reported: %s', (name, kind) => {
  const problem = data.problems.find(({ file }) => file === name);
  expect(problem).toMatchObject({ kind, isUsed: kind === 'wrong extension' });
});

it.each(good.map((file) => [nameOf(file), file] as const))(
  '%j is decoded to its pixels',
  (name, { colours = QUARTERS, tolerance = 1 }) => {
    const pixels = data.train.image(data.files.train.indexOf(name));
    for (const [quarter, [y, x]] of [
      [1, 1],
      [1, 6],
      [6, 1],
      [6, 6],
    ].entries()) {
      const at = ((y as number) * SIZE + (x as number)) * 3;
      const found = [...pixels.subarray(at, at + 3)];
      const differences = found.map((value, i) => Math.abs(value - (colours[quarter]?.[i] as number)));
      expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
    }
  },
);

import { rmSync } from 'node:fs';
import { folderText, readImageFolder } from '../../scripts/image-folder';
import { ConvzooError } from '../../src/errors';
import { classes, folderOf } from '../data/picture-folder';

const SIZE = { imageSize: [2, 2], channels: 3 } as const;
let printed: string[];
beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => jest.restoreAllMocks());

test('images are counted by class and part, and files with problems and others are named', async () => {
  const folder = await folderOf({
    ...classes({ ant: 20, 'line\nbreak': 40 }),
    'ant/x.png': '',
    'ant/notes.txt': 'text',
    'loose.png': 'text',
  });
  const data = await readImageFolder(folder, SIZE);
  rmSync(folder, { recursive: true });
  expect(printed).toEqual([
    [
      'class            train  validation  test',
      'ant                 14           3     3',
      'line\\u000abreak     28           6     6',
      'files with problems (1):',
      '  ant/x.png: it is empty',
      'no part of the data: loose.png and 1 more',
    ].join('\n'),
  ]);
  expect(data.train.size).toBe(42);
});

test('parts that are not there have no column, and nothing is said of problems where there are none', () => {
  const train = { classes: ['a', 'b'] } as Parameters<typeof folderText>[0]['train'];
  const text = folderText({ train, counts: { train: [3, 12_000] }, problems: [], ignored: [] });
  expect(text).toBe(['class   train', 'a           3', 'b      12,000'].join('\n'));
});

test('an error comes out as it is', async () => {
  await expect(readImageFolder('/no/such/folder', SIZE)).rejects.toThrow(ConvzooError);
  expect(printed).toEqual([]);
});

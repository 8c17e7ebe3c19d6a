import { rmSync } from 'node:fs';
import { folderText } from '../../scripts/image-folder';
import { imageFolder } from '../../src/data/image-folder.node';
import { classes, folderOf } from '../data/picture-folder';

test('images are counted by class and part, and files with problems and others are named', async () => {
  const folder = await folderOf({
    ...classes({ ant: 20, 'line\nbreak': 40 }),
    'ant/x.png': '',
    'ant/notes.txt': 'text',
    'loose.png': 'text',
  });
  const data = await imageFolder(folder, { imageSize: [2, 2], channels: 3 });
  rmSync(folder, { recursive: true });
  expect(folderText(data)).toBe(
    [
      'class            train  validation  test',
      'ant                 14           3     3',
      'line\\u000abreak     28           6     6',
      'files with problems (1):',
      '  ant/x.png: it is empty',
      'no part of the data: loose.png and 1 more',
    ].join('\n'),
  );
});

test('parts that are not there have no column, and nothing is said of problems where there are none', () => {
  const train = { classes: ['a', 'b'] };
  const text = folderText({ train, counts: { train: [3, 12_000] }, problems: [], ignored: [] });
  expect(text).toBe(['class   train', 'a           3', 'b      12,000'].join('\n'));
});

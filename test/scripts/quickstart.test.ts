import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import '../../models';
import { loadDataset } from '../../src/data/load.node';
import { startEngine } from '../../src/engine/start.node';
import { load } from '../../src/pretrained.node';
import { convzoo } from '../support/command';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('it trains with no download, and its exported weights do on another engine what its picture says', async () => {
  const sheet = join(folder, 'new', 'digits.png');
  const args = ['quickstart', '--engine', 'wasm', '--recipe', 'smoke', '--out', sheet];
  const { code, output } = await convzoo(args, {
    TMPDIR: folder,
    CONVZOO_DATA: join(folder, 'no-data'),
    HTTPS_PROXY: 'http://127.0.0.1:9',
  });
  expect([code, output]).toEqual([0, expect.stringContaining('not MNIST')]);
  await expect(stat(join(folder, 'no-data'))).rejects.toThrow('ENOENT');

  const accuracy = Number(/accuracy: ([\d.]+) % of 2000 drawn digits/.exec(output)?.[1]);
  expect(accuracy).toBeGreaterThan(40);

  const [, weights = ''] = /weights: (\S+)/.exec(output) ?? [];
  expect(weights.startsWith(folder)).toBe(true);
  const [, right] = /picture: .* \((\d+) of its 30 digits/.exec(output) ?? [];
  expect(await countRight(weights)).toBe(Number(right));

  const { format, width = 0, height = 0 } = await sharp(sheet).metadata();
  expect(format).toBe('png');
  expect(width).toBeGreaterThan(10 * 28);
  expect(height).toBeGreaterThan(3 * 28);
});

/** Of the first 30 test digits, classified one by one. */
async function countRight(weights: string): Promise<number> {
  await startEngine('cpu');
  const classifier = await load(weights);
  const digits = await loadDataset('digits', 'test');
  let right = 0;
  for (let i = 0; i < 30; i++) {
    const [likeliest] = await classifier.classify({ data: digits.image(i), width: 28, height: 28 }, 1);
    if (likeliest?.className === digits.classes[digits.labels[i] ?? NaN]) right += 1;
  }
  classifier.dispose();
  return right;
}

test('what it can not do is said before it trains', async () => {
  const { code, output } = await convzoo(['quickstart', '--engine', 'wasm', '--out', folder]);
  expect([code, output.trim()]).toEqual([1, `error: --out ${folder}: it is a folder, expected a file`]);
});

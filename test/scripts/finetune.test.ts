import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import '../../models';
import { finetuneCommand } from '../../scripts/finetune';
import { digits } from '../../src/data/digits';
import { load } from '../../src/pretrained.node';
import { writeRunReport } from '../../src/report/run-report.node';

// It draws charts with modules that Jest can't load.
jest.mock('../../src/report/run-report.node', () => ({ writeRunReport: jest.fn(async () => 'the page') }));

const CLASSES = ['one', 'seven', 'eight'];
const drawn = digits({ size: 200, seed: 3 });

let root: string;
let images: string;
let said: string[];

beforeAll(async () => {
  images = join(await mkdtemp(join(tmpdir(), 'convzoo-')), 'figures');
  for (const [i, digit] of [1, 7, 8].entries()) {
    const folder = join(images, CLASSES[i] ?? '');
    await mkdir(folder, { recursive: true });
    const indices = [...drawn.labels.keys()].filter((index) => drawn.labels[index] === digit).slice(0, 12);
    for (const index of indices) {
      const raw = { width: 28, height: 28, channels: 1 as const };
      await sharp(drawn.image(index), { raw })
        .png()
        .toFile(join(folder, `${index}.png`));
    }
  }
  await writeFile(join(images, 'one', 'broken.png'), 'no picture');
});
afterAll(() => rm(join(images, '..'), { recursive: true }));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convzoo-'));
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  jest.spyOn(console, 'warn').mockImplementation((line: string) => void said.push(line));
});
afterEach(async () => {
  process.exitCode = undefined;
  jest.restoreAllMocks();
  await rm(root, { recursive: true });
});

const out = () => join(root, 'my-model');

/** As from a command line, which cards and messages tell. */
function finetuneIt(...flags: string[]): Promise<unknown> {
  const args = ['lenet_caffe-mnist', images, '--out', out(), '--engine', 'wasm', ...flags];
  jest.replaceProperty(process, 'argv', ['node', 'convzoo.ts', 'finetune', ...args]);
  return finetuneCommand().exitOverride().parseAsync(args, { from: 'user' });
}

test('makes a folder of weights that load takes, with a report, and tells of classes and broken files', async () => {
  await finetuneIt('--mode', 'feature', '--epochs', '8', '--batch-size', '8', '--class-weights');
  expect(said.join('\n')).toMatch(/^class {2}train {2}validation {2}test\neight +\d +\d +\d\n/m);
  expect(said.join('\n')).toMatch(/one\/broken\.png/);
  const { card, ...classifier } = await load(out());
  expect(card).toMatchObject({
    base: 'lenet_caffe-mnist',
    dataset: { name: 'figures' },
    classes: [...CLASSES].sort(),
    recipe: { settings: { mode: 'feature', batchSize: 8, head: { epochs: 8 }, classWeights: [1, 1, 1] } },
  });
  expect(card.command).toContain('finetune');
  classifier.model.dispose();
  expect(writeRunReport).toHaveBeenCalledWith(
    join(out(), 'report'),
    expect.objectContaining({ card, part: 'test' }),
  );
  expect(said.at(-1)).toBe('report: the page');
  expect(existsSync(`${out()}.work`)).toBe(false);

  await expect(finetuneIt()).rejects.toThrow(/my-model is there already.*--fresh/);
  await finetuneIt('--fresh', '--mode', 'feature', '--epochs', '1', '--seed', '9');
  expect((await load(out())).card.seed).toBe(9);
});

test('where no images are held out, the report is of those trained on', async () => {
  const recipe = join(root, 'recipe.json');
  await writeFile(recipe, JSON.stringify({ mode: 'feature', head: { epochs: 1 }, validation: 0 }));
  await finetuneIt('--recipe', recipe, '--validation', '0', '--test', '0');
  expect(writeRunReport).toHaveBeenLastCalledWith(
    join(out(), 'report'),
    expect.objectContaining({ part: 'training' }),
  );
});

test('goes on where it was stopped, and only as the same fine-tuning', async () => {
  const args = ['--epochs', '1', '--batch-size', '8'];
  jest.spyOn(console, 'log').mockImplementation((line: string) => {
    said.push(line);
    if (line.startsWith('epoch 1')) process.emit('SIGINT');
  });
  await finetuneIt(...args);
  expect(process.exitCode).toBe(130);
  expect(said.at(-1)).toMatch(/^interrupted; the same command goes on: .*finetune/);
  expect(existsSync(out())).toBe(false);

  await expect(finetuneIt(...args, '--seed', '2')).rejects.toThrow(
    /my-model\.work holds another fine-tuning/,
  );
  jest.restoreAllMocks();
  const lines: string[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  await finetuneIt(...args);
  const epochs = lines.filter((line) => line.startsWith('epoch')).map((line) => line.split(':', 1)[0]);
  expect(epochs).toEqual(['epoch 2', 'epoch 3']);
  expect(existsSync(join(out(), 'card.json'))).toBe(true);
});

test.each<[string, string[], RegExp]>([
  ['weights that there are none of', ['--recipe', 'none.json'], /recipe none\.json can't be read/],
  ['copies without an augmentation', ['--mode', 'feature', '--copies', '2'], /copies need an augmentation/],
  ['a size that is none', ['--size', '32'], /expected <height>x<width>/],
  ['images that the weights can not take', ['--size', '20x20'], /takes images of 28x28x1 alone/],
  ['a folder with problems, with --strict', ['--strict'], /broken\.png/],
])('%s are an error, and nothing is left', async (_, args, message) => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await expect(finetuneIt(...args)).rejects.toThrow(message);
  expect(existsSync(out())).toBe(false);
});

test('what else stands in --out is not thrown away', async () => {
  await mkdir(out());
  await writeFile(join(out(), 'thesis.tex'), 'years of work');
  await expect(finetuneIt('--fresh')).rejects.toThrow(/holds 1 files and no card\.json/);
  expect(await readdir(out())).toEqual(['thesis.tex']);
});

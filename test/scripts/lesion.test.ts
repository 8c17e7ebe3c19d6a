import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import '../../models';
import '../support/vega';
import { lesionCommand } from '../../scripts/lesion';
import { create } from '../../src/create';
import { digits } from '../../src/data/digits';
import { startEngine } from '../../src/engine/start.node';
import type { LesionStudy } from '../../src/explain/lesion';
import { exportRun } from '../../src/weights/export-run.node';
import { GREY_28, RUN } from '../support/sample-card';

let folder: string;
let weights: string;

beforeAll(async () => {
  await startEngine('wasm');
  folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
  weights = join(folder, 'weights');
  const drawn = (seed: number) => digits({ size: 40, seed });
  await exportRun({
    model: create('vgg11_mnist', { alpha: 0.05, seed: 1 }),
    options: { alpha: 0.05 },
    preprocessing: GREY_28,
    train: drawn(1),
    test: drawn(2),
    run: RUN,
    folder: weights,
    dtype: 'float32',
  });
});
afterAll(() => rm(folder, { recursive: true }));

/** What the command prints. */
async function lesion(...args: string[]): Promise<string> {
  const log = jest.spyOn(console, 'log').mockImplementation();
  try {
    const all = [weights, '--engine', 'wasm', ...args];
    await lesionCommand().exitOverride().parseAsync(all, { from: 'user' });
    return log.mock.calls.join('\n');
  } finally {
    log.mockRestore();
  }
}

describe('convzoo lesion', () => {
  it('prints a line for each part and writes the figures and the plot', async () => {
    const out = join(folder, 'plots', 'vgg.svg');
    const output = await lesion('--images', '20', '-o', out);
    expect(output).toMatch(
      /^dropped +accuracy +points\nnothing +\d+\.\d\d %\nconv3_2 +\d+\.\d\d % +-?\d+\.\d\d$/m,
    );
    expect(output).toMatch(
      /^convolutions that change the shape and stayed: conv1_1, conv2_1, conv3_1, conv4_1$/m,
    );

    const study = JSON.parse(await readFile(out.replace('.svg', '.json'), 'utf8')) as LesionStudy;
    expect(study).toMatchObject({ dataset: 'digits', kind: 'convolution', baseline: { images: 20 } });
    expect(study.lesions.map(({ name }) => name)).toEqual(['conv3_2', 'conv4_2', 'conv5_1', 'conv5_2']);

    const svg = await readFile(out, 'utf8');
    for (const text of [
      'conv5_2',
      'the whole net',
      'guessing',
      'accuracy (%)',
      'vgg11_mnist_alpha0.05 on digits',
      'accuracy without one convolution',
      '20 test images',
    ])
      expect(svg).toContain(text);
    const { width, format } = await sharp(out.replace('.svg', '.png')).metadata();
    expect([format, width]).toEqual(['png', 2 * Number(/<svg[^>]* width="(\d+)"/.exec(svg)?.[1])]);
  });

  it.each([
    ['a plot that is no SVG', ['--out', 'plot.pdf'], '--out plot.pdf: expected the name of an .svg file'],
    ['more images than there are', ['--images', '2001'], '--images 2001: digits has 2000 test images'],
  ])('refuses %s', async (_, args, message) => {
    await expect(lesion(...args)).rejects.toThrow(message);
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { convzoo } from '../support/command';

const WASM = ['--engine', 'wasm'];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function recipe(changes: object = {}): Promise<string> {
  const path = join(folder, `recipe-${Object.keys(changes).join('-')}.json`);
  const small = {
    epochs: 2,
    batchSize: 20,
    images: 400,
    optimizer: { name: 'adam' },
    schedule: { name: 'constant', learningRate: 0.002 },
    loss: { name: 'crossEntropy' },
    ...changes,
  };
  await writeFile(path, JSON.stringify(small));
  return path;
}

const train = async (runs: string, ...args: string[]) =>
  convzoo(['train', 'lenet_300_100', '--dataset', 'digits', '--runs', join(folder, runs), ...WASM, ...args]);

describe('convzoo', () => {
  it.each([
    ['an unknown command', ['trian'], /unknown command 'trian'[^]*Did you mean train\?/],
    [
      'an unknown flag',
      ['train', 'lenet5', '--dateset', 'mnist'],
      /unknown option '--dateset'[^]*Did you mean --dataset\?/,
    ],
    [
      'an unknown data set',
      ['train', 'lenet5', '--dataset', 'imagenet'],
      /'imagenet' is invalid\. Allowed choices are mnist, cifar10, digits/,
    ],
    ['a missing argument', ['evaluate'], /missing required argument 'weights'/],
    [
      'a count that is none',
      ['predict', 'lenet5-mnist', 'x.png', '--topk', 'many'],
      /expected a whole number above 0/,
    ],
  ])('exits with 2 and a hint for %s', async (_, args, message) => {
    const { code, output } = await convzoo(args);
    expect(output).toMatch(message);
    expect(code).toBe(2);
  });

  it.each([
    ['an unknown model', ['train', 'lenet6'], /error: no model is named 'lenet6'; did you mean 'lenet5'\?/],
    [
      'an unknown engine',
      ['predict', 'lenet5-mnist', 'x.png', '--engine', 'wsam'],
      /Unknown engine 'wsam'; did you mean 'wasm'\?/,
    ],
    [
      'an option that the family has not',
      ['train', 'lenet5', '--alpha', '0.5'],
      /lenet5: the family lenet has no option 'alpha'; these have: .*vgg/,
    ],
    ['a run that is none', ['export', '/nowhere'], /\/nowhere holds no training/],
  ])('exits with 1 and one line without a stack for %s', async (_, args, message) => {
    const { code, output } = await convzoo(args);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });

  it('explains itself and each command with --help', async () => {
    const whole = await convzoo(['--help']);
    expect(whole.code).toBe(0);
    for (const command of [
      'list',
      'info',
      'train',
      'evaluate',
      'verify',
      'repeats',
      'predict',
      'export',
      'report',
      'doctor',
      'quickstart',
    ]) {
      expect(whole.output).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect((await convzoo(['train', '--help'])).output).toMatch(/--resume/);
  });

  it('lists the zoo as data with --json', async () => {
    const rows = JSON.parse((await convzoo(['list', '--json'])).output) as { name: string; params: number }[];
    expect(rows.find(({ name }) => name === 'lenet5')?.params).toBe(60_000);
  });

  it('lists the weights of each model by the names that load takes', async () => {
    const { output } = await convzoo(['list', '--family', 'vgg', '--dataset', 'cifar10', '--json']);
    const rows = JSON.parse(output) as { name: string; pretrained: string[] }[];
    expect(rows.find(({ name }) => name === 'vgg16_cifar')?.pretrained).toContain(
      'vgg16_cifar_alpha0.25-cifar10',
    );
  });

  it('trains, logs, exports, evaluates and predicts', async () => {
    const { code, output } = await train('whole', '--recipe', await recipe());
    expect(code).toBe(0);
    const run = / in (\S*whole\S*)$/m.exec(output)?.[1] ?? 'no run';
    const log = (await readFile(join(run, 'log.jsonl'), 'utf8')).trim().split('\n');
    const events = log.map((line) => JSON.parse(line) as { event: string; loss?: number; epoch?: number });
    expect(events.map(({ event, epoch }) => [event, epoch])).toEqual([
      ['start', undefined],
      ['epoch', 1],
      ['epoch', 2],
      ['end', undefined],
    ]);
    expect(events[2]?.loss).toBeLessThan(events[1]?.loss ?? NaN);

    const weights = join(run, 'weights');
    const card = JSON.parse(await readFile(join(weights, 'card.json'), 'utf8')) as {
      accuracy: { shipped: number };
      command: string;
      dataset: { train: number };
    };
    expect(card.command).toMatch(/^npm run train -- lenet_300_100 --dataset digits/);
    expect(card.dataset.train).toBe(400);
    expect(output).toContain(`report: ${join(run, 'report', 'index.html')}`);
    expect(await readdir(join(run, 'report'))).toEqual([
      'confusion-matrix.png',
      'index.html',
      'learning-curves.png',
      'reliability.png',
    ]);

    const evaluated = await convzoo(['evaluate', weights, '--json', ...WASM]);
    expect(JSON.parse(evaluated.output)).toMatchObject({
      dataset: 'digits',
      accuracy: card.accuracy.shipped,
      card: card.accuracy.shipped,
      images: 2000,
    });

    const image = join(folder, 'image.png');
    await sharp({ create: { width: 40, height: 60, channels: 3, background: '#fff' } })
      .png()
      .toFile(image);
    const predicted = await convzoo(['predict', weights, image, '--topk', '10', '--json', ...WASM]);
    const [first] = JSON.parse(predicted.output) as { predictions: { probability: number }[] }[];
    const sum = first?.predictions.reduce((total, { probability }) => total + probability, 0);
    expect(first?.predictions).toHaveLength(10);
    expect(sum).toBeCloseTo(1, 4);

    const elsewhere = join(folder, 'exported');
    expect((await convzoo(['export', run, '--to', elsewhere, ...WASM])).code).toBe(0);
    const shard = 'group1-shard1of1.bin';
    expect(await readFile(join(elsewhere, shard))).toEqual(await readFile(join(weights, shard)));
  });

  it('refuses to train over an earlier run and says how to go on', async () => {
    const path = await recipe({ epochs: 1 });
    expect((await train('twice', '--recipe', path)).code).toBe(0);
    const again = await train('twice', '--recipe', path);
    expect(again.code).toBe(1);
    expect(again.output).toMatch(/holds a training: go on with --resume, or start over with --fresh/);
  });

  it('checks every variant and the recipe before it trains the first', async () => {
    const { code, output } = await train('typo', '--recipe', await recipe({ epoch: 3 }));
    expect(code).toBe(1);
    expect(output).toMatch(/Unrecognized key: "epoch"/);
  });
});

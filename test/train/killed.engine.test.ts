import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { convzoo, finished, start } from '../support/command';

const RECIPE = {
  epochs: 4,
  batchSize: 20,
  images: 600,
  optimizer: { name: 'sgd', momentum: 0.9 },
  schedule: { name: 'oneCycle', learningRate: 0.01 },
  loss: { name: 'crossEntropy' },
  augmentation: { shift: 1, affine: { rotate: 10, scale: 0.1, shear: 0.1 } },
  averageDecay: 0.9,
  validation: 0.2,
};

let folder: string;
let arguments_: (runs: string) => string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
  const recipe = join(folder, 'recipe.json');
  await writeFile(recipe, JSON.stringify(RECIPE));
  const fixed = [
    'train',
    'lenet_caffe',
    '--dataset',
    'digits',
    '--recipe',
    recipe,
    '--engine',
    tf.getBackend(),
  ];
  arguments_ = (runs) => [...fixed, '--runs', join(folder, runs)];
});
afterAll(() => rm(folder, { recursive: true }));

async function hashOfWeights(output: string): Promise<string> {
  const weights = / weights in (.*)/.exec(output)?.[1] ?? 'no weights';
  return createHash('sha256')
    .update(await readFile(join(weights, 'group1-shard1of1.bin')))
    .digest('hex');
}

/** Starts a training and kills it as soon as it has printed so many lines of epochs. */
async function killAfter(args: string[], epochs: number): Promise<number | null> {
  const child = start('scripts/convzoo.ts', args);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
    if ((output.match(/^epoch \d/gm) ?? []).length >= epochs) child.kill('SIGKILL');
  });
  return (await finished(child)).code;
}

describe('convzoo train', () => {
  it('ends with the same weights, bit for bit, when it was killed twice and resumed', async () => {
    const straight = await convzoo(arguments_('straight'));
    expect(straight.code).toBe(0);

    expect(await killAfter(arguments_('killed'), 2)).toBeNull();
    expect(await killAfter([...arguments_('killed'), '--resume'], 1)).toBeNull();
    const resumed = await convzoo([...arguments_('killed'), '--resume']);
    expect(resumed.code).toBe(0);
    expect(resumed.output).not.toMatch(/^epoch 1:/m);
    expect(await hashOfWeights(resumed.output)).toBe(await hashOfWeights(straight.output));
  }, 180_000);

  it('stops at SIGINT with a checkpoint, says how to go on, and exits with 130', async () => {
    const child = start('scripts/convzoo.ts', arguments_('interrupted'));
    child.stdout?.on('data', (chunk) => {
      if (/^epoch 1:/m.test(String(chunk))) child.kill('SIGINT');
    });
    const { code, output } = await finished(child);
    expect(code).toBe(130);
    expect(output).toMatch(/interrupted; go on with: npm run train -- lenet_caffe .* --resume/);
  }, 60_000);

  it('stops with a checkpoint when the process that began it is gone', async () => {
    const child = start('scripts/convzoo.ts', arguments_('orphaned'), {}, ['ipc']);
    child.stdout?.on('data', (chunk) => {
      if (/^epoch 1:/m.test(String(chunk))) child.disconnect();
    });
    // Node reports no `close` of a child that was disconnected from.
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(130);
  }, 60_000);
});

/** Run by bench/memory.ts in a process of its own: the resident size in the course of one training. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Trainer } from '../../src/train/trainer';
import { netOf } from '../nets';
import { build } from '../nets/build';
import { MARK, OPTIMIZERS } from '../protocol';
import type { MemoryTask } from '../memory';
import { startOurs } from './engine';
import { noise, preprocessingOf } from './noise';
import { recipeOf } from './trainer';

const STEPS_PER_EPOCH = 50;

async function main({ net: name, batch, steps, eager }: MemoryTask): Promise<void> {
  await startOurs('tensorflow');
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const net = netOf(name);
  const epochs = Math.ceil(steps / STEPS_PER_EPOCH);
  const recipe = recipeOf(net, { batch, optimizer: OPTIMIZERS[net.optimizer], epochs, isAugmented: true });
  const trainer = new Trainer(build(net, { norm: 'convzoo' }), recipe, preprocessingOf(net));
  const bytes: number[] = [];
  await trainer.fit(noise(net, STEPS_PER_EPOCH * batch), {
    eager,
    onEpoch: () => {
      collect();
      bytes.push(process.memoryUsage.rss());
    },
  });
  process.stdout.write(`${MARK}${JSON.stringify(bytes)}\n`, () => process.exit(0));
}

void main(JSON.parse(process.argv[2] ?? '') as MemoryTask);

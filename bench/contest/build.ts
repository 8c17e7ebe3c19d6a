/** Run by bench/build.ts in a process of its own: the time and the resident size that building a model takes. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { create } from '../../src/create';
import '../../src/index';
import { profile } from '../../src/report/profile';
import type { BuildMeasure, BuildTask } from '../build';
import { MARK } from '../protocol';
import { startOurs } from './engine';

async function main({ net, engine }: BuildTask): Promise<void> {
  await startOurs(engine);
  // What the engine takes for the first model stays out of the measure.
  create('lenet5', { seed: 1 }).dispose();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const model = create(net, { seed: 1 });
  const seconds = (performance.now() - start) / 1000;
  collect();
  const grown = process.memoryUsage.rss() - before;
  const measure: BuildMeasure = { seconds, weights: 4 * profile(model).totalParams, grown };
  process.stdout.write(`${MARK}${JSON.stringify(measure)}\n`, () => process.exit(0));
}

void main(JSON.parse(process.argv[2] ?? '') as BuildTask);

import type { BenchResult } from '../../bench/result';

const at = { net: 'resnet20', batch: 128 };

/** A result made by hand. */
export const SAMPLE_RESULT: BenchResult = {
  kind: 'train',
  machine: { cpu: 'Some CPU', cores: 2, platform: 'linux x64', node: '20.0.0' },
  conditions: [
    {
      ...at,
      command: 'npm run bench -- train resnet20',
      commit: 'abc',
      date: '2026-01-02T03:04:05.000Z',
      load: 1.2,
      stolen: 0.034,
    },
  ],
  versions: { convzoo: '0.1.0', torch: '2.13.0' },
  parameters: { resnet20: 269_722 },
  rows: [
    { ...at, contestant: 'graph', label: 'convzoo', rounds: [110, 90, 100], between: [0.01, 0.03, 0.02] },
    { ...at, contestant: 'augmented', label: 'convzoo, crop and flip', rounds: [104], between: [0.025] },
    { ...at, contestant: 'plain', label: 'tfjs-node, model.fit', rounds: [450, 400, 900] },
    { ...at, contestant: 'keras', label: 'Keras', fails: 'no memory' },
    {
      ...at,
      contestant: 'torch',
      label: 'PyTorch',
      rounds: [120],
      mode: 'channels last',
      tried: { 'channels last': 1 },
    },
    { ...at, contestant: 'wasm', label: 'convzoo, wasm', rounds: [2000] },
    { ...at, contestant: 'wasm-tfjs-norm', label: 'tfjs norm', rounds: [7000] },
  ],
};

import type { ZooResult } from '../../bench/zoo';

/** Speeds made by hand. */
export const SAMPLE_ZOO: ZooResult = {
  command: 'npm run bench -- zoo',
  commit: 'abc',
  date: '2026-01-02T03:04:05.000Z',
  machine: { cpu: 'Some CPU', cores: 2, platform: 'linux x64', node: '20.0.0' },
  load: { before: 0.12, after: 1.2 },
  stolen: 0.0123,
  versions: { convzoo: '0.1.0', tfjs: '4.22.0' },
  rows: [
    { weights: 'lenet5-mnist', batch: 1, rounds: [0.6, 0.5, 0.4] },
    { weights: 'lenet5-mnist', batch: 128, rounds: [4, 4, 4] },
  ],
};

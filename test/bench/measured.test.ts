import { measureBuilds } from '../../bench/build';
import { measureFinetuning } from '../../bench/finetune';
import type { Measured } from '../../bench/measured';
import { measureMemory } from '../../bench/memory';
import { measureZoo } from '../../bench/zoo';

let mockCommit = '';
jest.mock('../../scripts/provenance', () => ({
  asTyped: () => 'npm run bench',
  commitNow: () => mockCommit,
}));
jest.mock('../../bench/own-process', () => ({
  inOwnProcess: () => {
    mockCommit = 'after';
    return Promise.resolve({ accuracy: 0.9, seconds: 1, frozen: 100, whole: 50, rows: [] });
  },
}));

const silent = (): void => undefined;

test.each<[string, () => Promise<Measured>]>([
  ['speeds', () => measureZoo(['lenet5-mnist'], { rounds: 1, seconds: 1 }, silent)],
  ['builds', () => measureBuilds(silent)],
  ['memory', () => measureMemory(50, silent)],
  ['fine-tuning', () => measureFinetuning({ engine: 'wasm', seeds: 1 }, silent)],
])('a result of %s names the commit at which its measurement began', async (_, measure) => {
  mockCommit = 'before';
  expect((await measure()).commit).toBe('before');
  expect(mockCommit).toBe('after');
});

import { renderFinetuning, type FinetuneResult } from '../../bench/finetune';
import { SAMPLE_RESULT } from '../support/sample-result';

const run = { steps: 210, seconds: 20.4, train: 250, test: 5000 };
const RESULT: FinetuneResult = {
  command: 'npm run bench -- finetune',
  commit: 'abc',
  date: '2026-01-02',
  machine: SAMPLE_RESULT.machine,
  load: { before: 1, after: 2 },
  options: { seeds: 3, engine: 'tensorflow' },
  base: { variant: 'resnet20', epochs: 20, accuracy: 0.9, pixels: 'JPEG q75' },
  accuracy: [
    { ...run, method: 'full', seed: 1, accuracy: 0.7 },
    { ...run, method: 'full', seed: 2, accuracy: 0.5 },
    { ...run, method: 'full', seed: 3, accuracy: 0.6 },
    { ...run, method: 'feature', seed: 1, accuracy: 0.4 },
    { ...run, method: 'scratch', seed: 1, accuracy: 0.3 },
  ],
  speed: [
    { contestant: 'convzoo', frozen: 1000, whole: 300 },
    { contestant: 'tfjs', frozen: 250, whole: 50 },
  ],
};

describe('fine-tuning in README.md', () => {
  const text = renderFinetuning(RESULT);

  test('is the median over the seeds, and how far they lie apart', () => {
    expect(text).toContain('| fine-tuned, stage by stage | 210 | 60.00 % | 50.00 % to 70.00 % | 20 s |');
    expect(text).toContain('| from scratch | 210 | 30.00 % | 30.00 % to 30.00 % | 20 s |');
  });

  test('has the speed of plain tfjs below its own', () => {
    expect(text).toContain('| convzoo | 1000 | 300 |\n| plain tfjs, `model.fit` | 250 | 50 |');
  });

  test('says what the pixels are', () => {
    expect(text).toContain('pixels: JPEG q75');
  });
});

import { contestantsOf, CONTESTS } from '../../bench/contestants';
import { advantage, contestsOf, gapsOf, summary, type Row } from '../../bench/result';
import { SAMPLE_RESULT } from '../support/sample-result';

const contest = { net: 'resnet20', batch: 128 };

test('a summary is the middle round, or the mean of the two in the middle, with the extremes', () => {
  expect(summary([30, 10, 20])).toEqual({ median: 20, least: 10, most: 30 });
  expect(summary([40, 10, 20, 30])).toEqual({ median: 25, least: 10, most: 40 });
});

test('the advantage is of medians of the same contest, and unknown where one of them failed or was not there', () => {
  const { rows } = SAMPLE_RESULT;
  expect(advantage(rows, contest, 'plain')).toBe(4.5);
  expect(advantage(rows, contest, 'wasm-tfjs-norm', 'wasm')).toBe(3.5);
  expect(advantage(rows, contest, 'keras')).toBeUndefined();
  expect(advantage(rows, contest, 'eager')).toBeUndefined();
  expect(advantage(rows, { ...contest, batch: 1 }, 'plain')).toBeUndefined();
});

test('contests come once each, in their order', () => {
  const [row] = SAMPLE_RESULT.rows as [Row];
  const rows = [row, { ...row, batch: 1 }, row, { ...row, net: 'lenet5' }];
  expect(contestsOf({ rows })).toEqual([
    contest,
    { net: 'resnet20', batch: 1 },
    { net: 'lenet5', batch: 128 },
  ]);
});

describe('what a result lacks', () => {
  const whole = CONTESTS.train.flatMap(({ net, batches }) =>
    batches.flatMap((batch) =>
      contestantsOf('train', net).map(({ id, label }): Row => ({
        net,
        batch,
        contestant: id,
        label,
        rounds: [1],
      })),
    ),
  );

  test('is nothing where everybody ran on every model', () => {
    expect(gapsOf({ kind: 'train', rows: whole })).toEqual([]);
  });

  test('is who was not there, who failed and who had no round', () => {
    const without = whole.filter(({ net, contestant }) => net !== 'vgg16' || contestant !== 'keras');
    expect(gapsOf({ kind: 'train', rows: without })).toEqual(['Keras at vgg16, batch 128']);
    const { rounds: _, ...row } = whole[0] as Row & { rounds: number[] };
    const failed = [{ ...row, fails: 'no' }, ...whole.slice(1)];
    expect(gapsOf({ kind: 'train', rows: failed })).toEqual(['convzoo at lenet5, batch 128']);
    const idle = [{ ...row, rounds: [] }, ...whole.slice(1)];
    expect(gapsOf({ kind: 'train', rows: idle })).toEqual(['convzoo at lenet5, batch 128']);
  });
});

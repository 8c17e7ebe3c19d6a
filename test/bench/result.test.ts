import { contestantsOf, CONTESTS } from '../../bench/contestants';
import { ticksIn } from '../../bench/machine';
import {
  advantage,
  contestsOf,
  gapsOf,
  merged,
  summary,
  type BenchResult,
  type Row,
} from '../../bench/result';
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
      contestantsOf('train', { net, batch }).map(({ id, label }): Row => ({
        net,
        batch,
        contestant: id,
        label,
        rounds: [1],
      })),
    ),
  );

  test('is nothing where everybody ran on every model that there is, or on those that were asked for', () => {
    expect(gapsOf({ kind: 'train', rows: whole })).toEqual([]);
    expect(gapsOf({ kind: 'train', rows: whole.filter(({ net }) => net === 'vgg16') })).toEqual([]);
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

describe('a result of some models', () => {
  const row = (net: string, ms: number): Row => ({
    net,
    batch: 128,
    contestant: 'graph',
    label: 'convzoo',
    rounds: [ms],
  });
  const result = (load: number, ...rows: Row[]): BenchResult => ({
    ...SAMPLE_RESULT,
    conditions: rows.map(({ net, batch }) => ({ net, batch, command: 'c', commit: 'd', date: 'e', load })),
    rows,
  });
  const earlier = result(1, row('lenet5', 1), row('vgg16', 2));

  test('takes the place of those contests in the stored one, in the usual order, with its conditions', () => {
    const { rows, conditions } = merged(earlier, result(9, row('resnet20', 3), row('vgg16', 4)));
    expect(rows).toEqual([row('lenet5', 1), row('resnet20', 3), row('vgg16', 4)]);
    expect(conditions.map(({ net, load }) => [net, load])).toEqual([
      ['lenet5', 1],
      ['resnet20', 9],
      ['vgg16', 9],
    ]);
  });

  test('is not mixed with one of another machine or of other versions, but may bring further ones', () => {
    const later = result(9, row('resnet20', 3));
    expect(() => merged(earlier, { ...later, versions: { convzoo: '0.2.0' } })).toThrow(
      'was measured with convzoo 0.1.0, this one with 0.2.0',
    );
    expect(() => merged(earlier, { ...later, machine: { ...later.machine, cores: 4 } })).toThrow(
      'was measured with cores 2, this one with 4',
    );
    expect(merged(earlier, { ...later, versions: { keras: '3' } }).versions).toEqual({
      convzoo: '0.1.0',
      torch: '2.13.0',
      keras: '3',
    });
  });
});

test('stolen time is the eighth count of /proc/stat, and the guests of the ninth and tenth are not counted twice', () => {
  expect(ticksIn('cpu  10 1 5 70 2 1 1 10 7 8\ncpu0 1 2 3')).toEqual({ stolen: 10, all: 100 });
  expect(ticksIn('')).toBeUndefined();
});

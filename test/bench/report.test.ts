import { growthOf, renderMemory, type MemoryResult } from '../../bench/memory';
import { chartOf } from '../../bench/plot';
import { disturbance, milliseconds, render } from '../../bench/render';
import type { Conditions } from '../../bench/result';
import { memoryReport, report } from '../../bench/report';
import { SAMPLE_RESULT } from '../support/sample-result';

describe('a result in README.md', () => {
  const lines = report(SAMPLE_RESULT).split('\n');

  test('has a line for each model with the medians and how many times as fast this package is', () => {
    expect(lines).toContain('| resnet20 | 128 | 100 |  | 450 (4.50) | fails | 120 (1.20) |');
  });

  test('compares engines that compute alike', () => {
    expect(lines).toContain('| resnet20 | 128 | 2000 | 7000 (3.50) |');
  });

  test('says what share of a step makes its batch', () => {
    expect(lines).toContain(
      'With random crops and flips a step of resnet20 takes 104 ms; 2.50 % of it goes into its batch.',
    );
  });

  test('says where, with what and how it was measured', () => {
    const last = lines.at(-1);
    for (const part of [
      'Some CPU, 2 cores',
      'load at most 1.2 before a contest',
      'at most 3.40 % of the time stolen',
      'torch 2.13.0',
      '2026-01-02',
      '3 rounds',
    ])
      expect(last).toContain(part);
    expect(last).toContain('`npm run bench -- train` measures it anew (`npm run bench -- train resnet20`)');
  });
});

test('time that the host stole is told only where it is known of every contest', () => {
  const [known] = SAMPLE_RESULT.conditions as [Conditions];
  const { stolen: _, ...unknown } = known;
  expect(disturbance([known])).toBe(
    "load at most 1.2 before a contest, at most 3.40 % of the time stolen by the machine's host",
  );
  expect(disturbance([known, { ...unknown, load: 2 }])).toBe('load at most 2.0 before a contest');
});

test('a terminal shows medians, extremes, images a second, ratios, modes and failures', () => {
  const lines = render(SAMPLE_RESULT)
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '));
  expect(lines).toContain('resnet20, batch 128, 269,722 parameters');
  expect(lines).toContain('convzoo 100 (90.0 to 110) 1,280/s 2.00 % between steps');
  expect(lines).toContain('tfjs-node, model.fit 450 (400 to 900) 284/s 4.50x');
  expect(lines).toContain('Keras fails: no memory');
  expect(lines).toContain('PyTorch 120 (120 to 120) 1,067/s 1.20x (channels last)');
});

test('milliseconds have three digits', () => {
  expect([1234.5, 98.76, 0.6912].map(milliseconds)).toEqual(['1235', '98.8', '0.691']);
});

test('the chart has a bar for each contestant that ran, its speed as a multiple of convzoo', () => {
  const { values } = chartOf(SAMPLE_RESULT).data as unknown as {
    values: { contestant: string; speed: number }[];
  };
  const speeds = Object.fromEntries(values.map(({ contestant, speed }) => [contestant, speed]));
  expect(speeds).toMatchObject({ convzoo: 1, 'convzoo, wasm': 0.05 });
  expect(speeds['PyTorch']).toBeCloseTo(1 / 1.2);
  expect(speeds).not.toHaveProperty('Keras');
});

describe('memory', () => {
  // A sample each 50 steps: the fourth is at step 200.
  const bytes = [50e6, 90e6, 95e6, 100e6, 102e6, 101e6];
  const result: MemoryResult = {
    command: 'npm run bench -- memory',
    commit: 'abc',
    date: '2026-01-02',
    machine: SAMPLE_RESULT.machine,
    rows: [{ net: 'lenet5', batch: 16, steps: 300, eager: true, bytes }],
  };

  test('grows from step 200 to the end', () => {
    expect(growthOf({ bytes })).toEqual({ from: 100e6, to: 101e6, growth: expect.closeTo(0.01) });
  });

  test('is told in words', () => {
    expect(renderMemory(result)).toBe('lenet5, eager: 100.0 MB at step 200, 101.0 MB at step 300, 1.00 %');
    expect(memoryReport(result)).toBe(
      'From step 200 to step 300 the resident size grows by 1.00 % for lenet5, eager (`npm run bench -- memory`).',
    );
  });
});

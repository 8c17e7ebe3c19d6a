import { kerasLenet } from '../../bench/keras-lenet';
import { startEngine } from '../../src/engine/start.node';
import { advantage, summary, type Row } from '../../bench/result';

test('a summary is the middle round, or the mean of the two in the middle, with the extremes', () => {
  expect(summary([30, 10, 20])).toEqual({ median: 20, slowest: 10, fastest: 30 });
  expect(summary([40, 10, 20, 30])).toEqual({ median: 25, slowest: 10, fastest: 40 });
});

test('the advantage is of medians on the same engine and model, and unknown where one of them fails', () => {
  const rows: Row[] = [
    { engine: 'wasm', model: 'lenet5', way: 'Trainer', rounds: [90, 300, 300] },
    { engine: 'wasm', model: 'lenet5', way: 'model.fit', rounds: [200, 200, 900] },
    { engine: 'cpu', model: 'lenet5', way: 'Trainer', rounds: [50] },
    { engine: 'cpu', model: 'lenet5', way: 'model.fit', fails: 'no' },
  ];
  expect(advantage({ rows }, { engine: 'wasm', model: 'lenet5', way: 'Trainer' })).toBe(1.5);
  expect(advantage({ rows }, { engine: 'cpu', model: 'lenet5', way: 'Trainer' })).toBeUndefined();
});

test("the tutorials' LeNet has its 61,706 parameters", async () => {
  await startEngine('cpu');
  expect(kerasLenet().countParams()).toBe(61_706);
});

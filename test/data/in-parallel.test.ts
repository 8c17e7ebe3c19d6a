import { inParallel } from '../../src/data/in-parallel';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('results come in the order of the items, however long each takes', async () => {
  const results = await inParallel([5, 1, 3, 0], 2, async (turns) => {
    for (let i = 0; i < turns; i++) await turn();
    return turns * 10;
  });
  expect(results).toEqual([50, 10, 30, 0]);
});

test('as many as may be are under way at a time, and no more', async () => {
  let underWay = 0;
  let most = 0;
  await inParallel([...Array(20).keys()], 3, async () => {
    most = Math.max(most, ++underWay);
    await turn();
    underWay--;
  });
  expect([most, underWay]).toEqual([3, 0]);
});

test('what is thrown comes out', async () => {
  const work = async (item: number) => {
    if (item === 2) throw new Error('no more');
  };
  await expect(inParallel([1, 2, 3], 2, work)).rejects.toThrow('no more');
  expect(await inParallel([], 2, work)).toEqual([]);
});

import { Random } from '../src/random';

const draw = (count: number, ...key: number[]) => {
  const random = new Random(...key);
  return Array.from({ length: count }, () => random.next());
};

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('Random', () => {
  it('repeats itself for the same key', () => {
    expect(draw(20, 7, 3)).toEqual(draw(20, 7, 3));
  });

  it.each([
    [[1], [2]],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 0]],
    [[5], [5 + 2 ** 40]],
    [[-1], [1]],
  ])('differs for the keys %j and %j', (a, b) => {
    const [first, second] = [draw(10, ...a), draw(10, ...b)];
    expect(first.filter((value, i) => value === second[i])).toEqual([]);
  });

  it('spreads evenly over [0, 1)', () => {
    const bins = new Array<number>(10).fill(0);
    for (const value of draw(100_000, 1))
      bins[Math.floor(value * 10)] = (bins[Math.floor(value * 10)] ?? NaN) + 1;
    // Five standard deviations of a binomial count are 474.
    for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(474);
  });

  it('has unrelated streams for neighbouring keys', () => {
    const pairs = Array.from({ length: 10_000 }, (_, i) => [draw(1, i)[0] ?? NaN, draw(1, i + 1)[0] ?? NaN]);
    const covariance = mean(pairs.map(([a = NaN, b = NaN]) => (a - 0.5) * (b - 0.5)));
    // The variance of one draw is 1/12; five standard deviations of the mean of 10,000 products.
    expect(Math.abs(covariance)).toBeLessThan((5 / 12) * 0.01);
  });

  it('draws a standard normal distribution', () => {
    const random = new Random(3);
    const values = Array.from({ length: 50_000 }, () => random.normal());
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => Number(Math.abs(value) < 1)))).toBeCloseTo(0.6827, 1);
  });

  it('puts each integer into a permutation once, each at each place about as often', () => {
    const firsts = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed++) {
      const order = new Random(seed).permutation(4);
      expect([...order].sort()).toEqual([0, 1, 2, 3]);
      firsts[order[0] ?? NaN] = (firsts[order[0] ?? NaN] ?? NaN) + 1;
    }
    // Five standard deviations are 137.
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(137);
  });
});

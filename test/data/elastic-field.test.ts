import { ElasticField } from '../../src/data/elastic-field';
import { Random } from '../../src/random';

const SIDE = 28;
const ALPHA = 34;
const SIGMA = 4;

/** The weights of a Gaussian, cut off 5 standard deviations out. */
function gaussian(sigma: number): number[] {
  const reach = Math.ceil(5 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Covariance of noise, uniform from -1 to 1, at two pixels once it is smoothed and scaled. */
function covariance(alpha: number, sigma: number, right: number, down: number): number {
  const weights = gaussian(sigma);
  const along = (lag: number) =>
    weights.reduce((sum, weight, i) => sum + weight * (weights[i + lag] ?? 0), 0);
  return (alpha ** 2 / 3) * along(right) * along(down);
}

/** Both parts of many fields. */
function fields(count: number, shape: [number, number, number], settings: { alpha: number; sigma: number }) {
  const field = new ElasticField(shape, settings);
  return Array.from({ length: count }, (_, key) => {
    const { x, y } = field.draw(new Random(key));
    return { x: x.slice(), y: y.slice() };
  });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('ElasticField', () => {
  const drawn = fields(4000, [SIDE, SIDE, 1], { alpha: ALPHA, sigma: SIGMA });
  /** Mean over the fields and a grid of pixels of f(displacement, displacement `right` and `down` of it). */
  const overPixels = (part: 'x' | 'y', right: number, down: number, f: (a: number, b: number) => number) =>
    mean(
      drawn.flatMap(({ [part]: field }) =>
        [0, 5, 13, 19].map((y) => {
          const at = y * SIDE + y;
          return f(field[at] as number, field[at + down * SIDE + right] as number);
        }),
      ),
    );

  it.each(['x', 'y'] as const)('moves pixels by nothing on the mean along %s', (part) => {
    // Standard deviation 1.4 pixels, 16,000 samples of which at least 4,000 are independent.
    expect(Math.abs(overPixels(part, 0, 0, (a) => a))).toBeLessThan(0.09);
  });

  it.each([
    ['x', 0, 0],
    ['y', 0, 0],
    ['x', 4, 0],
    ['x', 0, 4],
    ['y', 3, 5],
    ['y', 8, 0],
  ] as const)('varies along %s as smoothed noise does %d right and %d down', (part, right, down) => {
    const expected = covariance(ALPHA, SIGMA, right, down);
    const found = overPixels(part, right, down, (a, b) => a * b);
    expect(Math.abs(found - expected)).toBeLessThan(0.06 * covariance(ALPHA, SIGMA, 0, 0));
  });

  it('draws the two directions independently', () => {
    const products = drawn.map(({ x, y }) => (x[400] as number) * (y[400] as number));
    expect(Math.abs(mean(products))).toBeLessThan(0.06 * covariance(ALPHA, SIGMA, 0, 0));
  });

  it.each([
    [[20, 28, 1], 2],
    [[9, 13, 3], 0.7],
  ] as const)("has the Gaussian's variance at shape %j and sigma %d too", (shape, sigma) => {
    const [height, width] = shape;
    const all = fields(1500, [...shape], { alpha: 10, sigma });
    for (const at of [0, width - 1, (height - 1) * width, (height >> 1) * width + 3]) {
      const variance = mean(all.flatMap(({ x, y }) => [(x[at] as number) ** 2, (y[at] as number) ** 2]));
      const expected = covariance(10, sigma, 0, 0);
      expect(Math.abs(variance - expected)).toBeLessThan(0.11 * expected);
    }
  });

  it('is scaled by alpha, and 0 displaces nothing', () => {
    const draw = (alpha: number) => new ElasticField([8, 8, 1], { alpha, sigma: 2 }).draw(new Random(3));
    expect([...draw(0).x, ...draw(0).y].every((offset) => Math.abs(offset) === 0)).toBe(true);
    draw(20).x.forEach((offset, i) => expect(offset).toBeCloseTo(2 * (draw(10).x[i] as number), 10));
  });
});

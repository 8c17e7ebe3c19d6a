import { gaussian } from '../../src/layers/gaussian';
import { initializerOf } from '../../src/layers/initializer';
import { seeded } from '../../src/seeded';

describe('gaussian', () => {
  const draw = (seed: number) => {
    const initializer = initializerOf(gaussian(0.05));
    return seeded(seed, () => [...initializer.apply([100, 200]).dataSync()]);
  };

  it('draws a normal distribution of that deviation', () => {
    const values = draw(1).map((value) => value / 0.05);
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    // Bounds of five standard errors for 20,000 draws.
    expect(Math.abs(moment(1))).toBeLessThan(0.036);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.35);
  });

  it('draws the same for the same seed and others for another', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

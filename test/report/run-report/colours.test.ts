import {
  contrast,
  HEAT_LEVELS,
  heatColours,
  heatLevel,
  SCHEMES,
} from '../../../src/report/run-report/colours';

/** WCAG 2 wants 4.5 for text, 3 for what a chart draws. */
const TEXT = 4.5;
const GRAPHIC = 3;

test('contrast is the ratio of WCAG 2', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 6);
  expect(contrast('#336699', '#336699')).toBe(1);
  // The palest grey that may be text on white, and the next.
  expect(contrast('#767676', '#ffffff')).toBeGreaterThan(4.5);
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5);
});

describe.each(Object.entries(SCHEMES))('the %s scheme', (_, scheme) => {
  it.each(['text', 'muted', 'link', 'right', 'wrong'] as const)('has %s that can be read', (name) => {
    expect(contrast(scheme[name], scheme.card)).toBeGreaterThanOrEqual(TEXT);
    expect(contrast(scheme[name], scheme.page)).toBeGreaterThanOrEqual(
      name === 'right' || name === 'wrong' ? GRAPHIC : TEXT,
    );
  });

  it('has numbers that can be read at each level of heat, and levels that differ', () => {
    for (const hue of ['right', 'wrong'] as const) {
      const levels = Array.from({ length: HEAT_LEVELS + 1 }, (_, level) => heatColours(scheme, hue, level));
      for (const { background, text } of levels) {
        expect(contrast(background, text)).toBeGreaterThanOrEqual(TEXT);
      }
      expect(levels[0]?.background).toBe(scheme.card);
      expect(levels[HEAT_LEVELS]?.background).toBe(scheme[hue]);
      expect(new Set(levels.map(({ background }) => background)).size).toBe(HEAT_LEVELS + 1);
    }
  });
});

test('heat tells a single image among thousands from none', () => {
  expect([0, 1 / 10_000, 0.04, 0.25, 1].map(heatLevel)).toEqual([0, 1, 2, 5, HEAT_LEVELS]);
});

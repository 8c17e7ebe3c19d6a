import { ConvzooError } from '../../src/errors';
import { colourAt, HEAT, type Rgb } from '../../src/explain/colour-map';
import { heatPixels, overlay } from '../../src/explain/overlay';

/** CIE 1976 lightness of an sRGB colour, 0 to 100. */
function lightness(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > (6 / 29) ** 3 ? 116 * Math.cbrt(luminance) - 16 : luminance * (29 / 3) ** 3;
}

describe('the colours of heat', () => {
  it('get lighter by even steps, from black to almost white', () => {
    const found = Array.from({ length: 101 }, (_, i) => lightness(colourAt(HEAT, i / 100)));
    expect(found[0]).toBeLessThan(3);
    expect(found[100]).toBeGreaterThan(90);
    const step = ((found[100] ?? NaN) - (found[0] ?? NaN)) / 100;
    found.slice(1).forEach((value, i) => {
      expect(value - (found[i] ?? NaN)).toBeGreaterThan(0.3 * step);
      expect(value - (found[i] ?? NaN)).toBeLessThan(1.8 * step);
    });
    found.forEach((value, i) => expect(Math.abs(value - (found[0] ?? NaN) - i * step)).toBeLessThan(2));
  });

  it('lie between those of the table', () => {
    const table: Rgb[] = [
      [0, 0, 0],
      [100, 200, 50],
      [200, 0, 250],
    ];
    expect([0, 0.25, 0.5, 0.75, 1].map((place) => colourAt(table, place))).toEqual([
      [0, 0, 0],
      [50, 100, 25],
      [100, 200, 50],
      [150, 100, 150],
      [200, 0, 250],
    ]);
  });
});

describe('overlay', () => {
  const cold = HEAT[0] as Rgb;
  const hot = HEAT.at(-1) as Rgb;
  const mixed = (colour: Rgb, grey: number) => colour.map((value) => Math.round((value + grey) / 2));

  it('mixes the heat’s colour with the picture in grey, half and half', () => {
    const data = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 100, 100, 100);
    const found = overlay({ data, width: 2, height: 2 }, [0, 1, 0, 1]);
    expect(found).toMatchObject({ width: 2, height: 2 });
    expect([...found.data]).toEqual([
      ...mixed(cold, 0.299 * 255),
      ...mixed(hot, 0.587 * 255),
      ...mixed(cold, 0.114 * 255),
      ...mixed(hot, 100),
    ]);
  });

  it('takes grey pictures and those with an alpha channel', () => {
    const grey = overlay({ data: Float32Array.of(50, 200), width: 1, height: 2 }, [0.5, 1]);
    const rgba = overlay(
      { data: Uint8ClampedArray.of(50, 50, 50, 9, 200, 200, 200, 255), width: 1, height: 2 },
      [0.5, 1],
    );
    expect([...grey.data]).toEqual([...mixed(colourAt(HEAT, 0.5), 50), ...mixed(hot, 200)]);
    expect(rgba).toEqual(grey);
  });

  it('shows heat alone as its colours', () => {
    const found = heatPixels(Float32Array.of(0, 1, 0.25), { width: 3, height: 1 });
    expect([...found.data]).toEqual([...cold, ...hot, ...colourAt(HEAT, 0.25)]);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'heat of another size',
      () => overlay({ data: new Uint8Array(4), width: 2, height: 2 }, [0]),
      /heat: 1 values for 2x2/,
    ],
    [
      'heat above 1',
      () => heatPixels([0, 1.5], { width: 2, height: 1 }),
      /heat: value 1 is 1.5, expected 0 to 1/,
    ],
    ['heat that is no number', () => heatPixels([NaN], { width: 1, height: 1 }), /value 0 is NaN/],
    [
      'two channels',
      () => overlay({ data: new Uint8Array(2), width: 1, height: 1 }, [0]),
      /2 values are not 1x1 pixels/,
    ],
  ])('%s is a clear error', (_, act, message) => {
    expect(act).toThrow(message);
    expect(act).toThrow(ConvzooError);
  });
});

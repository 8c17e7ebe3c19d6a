import { ConvzooError } from '../../src/errors';
import { fitsFloat16, toFloat16 } from '../../src/weights/float16';

// Bit patterns of IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction.
test.each([
  ['zero', 0, 0x0000],
  ['negative zero', -0, 0x8000],
  ['one', 1, 0x3c00],
  ['minus two', -2, 0xc000],
  ['a third, 0.333251953125', 1 / 3, 0x3555],
  ['a tenth, 0.0999755859375', 0.1, 0x2e66],
  ['the largest, 65504', 65504, 0x7bff],
  ['the smallest normal number, 2^-14', 2 ** -14, 0x0400],
  ['the largest subnormal number, 1023 * 2^-24', 1023 * 2 ** -24, 0x03ff],
  ['the smallest subnormal number, 2^-24', 2 ** -24, 0x0001],
  ['half of it, a tie that goes to zero', 2 ** -25, 0x0000],
  ['a tie that goes down to the even fraction', 1 + 2 ** -11, 0x3c00],
  ['a tie that goes up to the even fraction', 1 + 3 * 2 ** -11, 0x3c02],
])('%s has the bits of the standard, low byte first', (_, value, bits) => {
  expect([...toFloat16(Float32Array.of(value), 'w')]).toEqual([bits & 0xff, bits >> 8]);
});

test('a value beyond the range is refused with its name', () => {
  const act = () => toFloat16(Float32Array.of(1, -70000), 'weight conv/kernel');
  expect(act).toThrow(ConvzooError);
  expect(act).toThrow('weight conv/kernel holds -70000');
});

test.each([
  [[1, -65504], true],
  [[1, 65536], false],
  [[NaN], false],
  [[-Infinity], false],
])('%p fits: %p', (values, fits) => {
  expect(fitsFloat16(Float32Array.from(values))).toBe(fits);
});

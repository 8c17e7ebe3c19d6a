import { between, flag, oneOf, ownOptions, positive, whole, wholes } from '../src/family-option';

const of = (option: Parameters<typeof ownOptions>[1][never], value: unknown) =>
  ownOptions('net', { width: option }, { width: value });

describe('the options of a family', () => {
  it('have their defaults where nothing is told, and are left out where there is none', () => {
    const table = { alpha: positive(1), groups: whole(1, undefined), shuffle: flag(true) };
    expect(ownOptions('net', table, { classes: 3 })).toEqual({ alpha: 1, shuffle: true });
  });

  it('are what is told', () => {
    expect(ownOptions('net', { alpha: positive(1) }, { alpha: 0.5 })).toEqual({ alpha: 0.5 });
  });

  it.each([
    ['a positive number', positive(1), [0, -1, NaN, Infinity, '1']],
    ['a number from 0 to 1', between(0, 1, 0.5), [-0.1, 1.1, NaN, '0']],
    ['an integer of at least 2', whole(2, 2), [1, 2.5, Infinity, true]],
    ['a list of integers of at least 1', wholes(1, [1]), [[], [0], [1.5], 3, '1']],
    ['true or false', flag(true), [0, 'true', null]],
    ['one of max, avg', oneOf(['max', 'avg'], 'max'), ['sum', 1]],
  ])('are refused unless they are %s', (expected, option, values) => {
    for (const value of values) {
      const found = typeof value === 'number' ? String(value) : JSON.stringify(value);
      expect(() => of(option as never, value)).toThrow(`net: width must be ${expected}, got ${found}`);
    }
  });
});

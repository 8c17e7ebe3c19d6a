import '../models';
import { flag, oneOf, positive, whole, wholes } from '../src/family-option';
import { differingOptions, labelOf, optionsText } from '../src/option-values';
import { find, type Entry } from '../src/registry';

const entry: Entry = {
  ...find('lenet5'),
  name: 'net',
  options: {
    alpha: positive(1),
    groups: whole(1, undefined),
    shuffle: flag(true),
    widths: wholes(1, [8, 16]),
    pooling: oneOf(['max', 'avg'], 'max'),
  },
};

describe('what differs of the options of a family', () => {
  it('is what is told, in the order of the family', () => {
    const told = { shuffle: false, groups: 3, alpha: 0.5 };
    expect(Object.entries(differingOptions(entry, told))).toEqual([
      ['alpha', 0.5],
      ['groups', 3],
      ['shuffle', false],
    ]);
  });

  it('is nothing where what is told is the default', () => {
    expect(differingOptions(entry, { alpha: 1, widths: [8, 16], shuffle: true, pooling: 'max' })).toEqual({});
  });

  it('is checked', () => {
    expect(() => differingOptions(entry, { alpha: 0 })).toThrow(
      'net: alpha must be a positive number, got 0',
    );
  });
});

describe('the label of a model', () => {
  it.each([
    [{}, 'net'],
    [{ alpha: 0.25 }, 'net_alpha0.25'],
    [{ shuffle: false, bypass: true }, 'net_no_shuffle_bypass'],
    [{ widths: [8, 16], norm: 'before/after' }, 'net_widths8_16_normbefore_after'],
  ])('with the options %j is %s', (options, label) => {
    expect(labelOf('net', options)).toBe(label);
  });

  it('is the name of the variant where nothing is told', () => {
    expect(labelOf('net')).toBe('net');
  });
});

test('options are told as name and value', () => {
  expect(optionsText({ alpha: 0.25, shuffle: false, widths: [8, 16] })).toBe(
    'alpha 0.25, shuffle false, widths 8,16',
  );
});

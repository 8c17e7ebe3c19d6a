import { Command } from 'commander';
import '../../models';
import { toldOptions, withBuildOptions, type BuildFlags } from '../../scripts/build-options';
import { flag, oneOf, positive, wholes } from '../../src/family-option';
import { find, type Entry } from '../../src/registry';

const entry: Entry = {
  ...find('lenet5'),
  name: 'net',
  options: {
    alpha: positive(1),
    shuffle: flag(true),
    widths: wholes(1, undefined),
    version: oneOf(['1', '2', 'last'], 'last'),
  },
};

/** What the options on a command line come to. */
function told(...args: string[]): object {
  const command = withBuildOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return toldOptions(entry, command.parse(args, { from: 'user' }).opts<BuildFlags>());
}

it.each([
  [['--alpha', '0.5'], { alpha: 0.5 }],
  [['--option', 'alpha=0.5', '--option', 'shuffle=false'], { alpha: 0.5, shuffle: false }],
  [['--option', 'widths=16,32'], { widths: [16, 32] }],
  [['--option', 'widths=[16,32]'], { widths: [16, 32] }],
  [['--option', 'widths=16'], { widths: [16] }],
  [['--option', 'version=2'], { version: '2' }],
  [['--option', 'version=last', '--alpha', '1'], {}],
  [[], {}],
])('%j comes to %j', (args, options) => {
  expect(told(...args)).toEqual(options);
});

it.each([
  [['--alpha', 'half'], 'net: alpha must be a positive number, got "half"'],
  [['--option', 'shuffle=0'], 'net: shuffle must be true or false, got 0'],
  [['--option', 'shufle=true'], "net: the family lenet has no option 'shufle'; did you mean 'shuffle'?"],
  [['--option', 'classes=3'], "net: the family lenet has no option 'classes'"],
  [['--option', 'alpha'], "expected name=value, got 'alpha'"],
])('%j is refused', (args, message) => {
  expect(() => told(...args)).toThrow(message);
});

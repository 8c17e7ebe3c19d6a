import { asTyped } from '../../scripts/provenance';

test.each([
  [['lenet5', '--dataset', 'mnist'], 'lenet5 --dataset mnist'],
  [['--option', 'alpha=0.25', '../runs/a_b-c@2,3:4+5%'], '--option alpha=0.25 ../runs/a_b-c@2,3:4+5%'],
  [['--pixels', 'JPEG q75'], "--pixels 'JPEG q75'"],
  [['--pixels', "it's $HOME; *"], String.raw`--pixels 'it'\''s $HOME; *'`],
  [['--pixels', ''], "--pixels ''"],
])('the arguments %j are typed as %s', (args, typed) => {
  expect(asTyped('train', ...args)).toMatch(/ train /);
  expect(asTyped('train', ...args).endsWith(` ${typed}`)).toBe(true);
});

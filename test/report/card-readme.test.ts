import { cardReadme } from '../../src/report/card-readme';
import { SAMPLE_CARD } from '../support/sample-card';

const readme = cardReadme(SAMPLE_CARD);

test.each([
  '# lenet_300_100 on digits',
  '98.75 % of 1,000 test images classified correctly.',
  'A. Author (1998), "A title", doi:10.1/1.',
  "await load('lenet_300_100', { dataset: 'digits' })",
  '| test accuracy, weights as shipped | 98.75 % (float16) |',
  '| test accuracy, weights as trained | 98.76 % (float32) |',
  '| validation accuracy | 99.00 % |',
  '| images | 8,000 trained on, 2,000 for validation, 1,000 for the test |',
  '| parameters | 266,610 trained, 266,620 in all |',
  '| multiply-adds an image | 266,200 |',
  '| size of the weights | 533,220 bytes |',
  `| model.json | \`${'a'.repeat(64)}\` |`,
  '```sh\nconvzoo train lenet_300_100 --dataset digits\n```',
  '| engine | tensorflow (tfjs 4.22.0, libtensorflow 2.21.0) |',
  '- ReLU in place of the tanh',
  'mean 0 and std 256. Polarity is not guessed',
  'Licence: Apache-2.0. Generated from card.json by convzoo 0.1.0.',
])('the README says: %s', (line) => {
  expect(readme).toContain(line);
});

test('a bar in a cell does not end the cell', () => {
  expect(readme).toContain('| machine | Some CPU \\| 2 GHz, 2 cores |');
});

test('what was not measured is not mentioned', () => {
  const { validation: _, ...accuracy } = SAMPLE_CARD.accuracy;
  expect(cardReadme({ ...SAMPLE_CARD, accuracy })).not.toContain('validation accuracy');
});

test.each([
  [0.9875, '| aim | 98.75 %, reached |'],
  [0.99, '| aim | 99.00 %, missed by 0.25 |'],
])('an aim of %p is told with what is missing of it', (aim, line) => {
  expect(cardReadme({ ...SAMPLE_CARD, aim }).split('\n')).toContain(line);
  expect(readme).not.toContain('aim');
});

test('what other seeds gave stands beside the accuracy, with the spread over all of them', () => {
  const repeats = [
    { seed: 2, accuracy: 0.9775 },
    { seed: 3, accuracy: 0.9925 },
  ];
  const lines = cardReadme({ ...SAMPLE_CARD, repeats }).split('\n');
  expect(lines).toContain('| test accuracy with other seeds | 97.75 % (seed 2), 99.25 % (seed 3) |');
  expect(lines).toContain('| over all seeds | 97.75 % to 99.25 %, mean 98.58 %, 3 seeds |');
  expect(readme).not.toContain('seeds');
});

test('weights of a model with options are loaded by its label, and the options are told', () => {
  const narrow = cardReadme({ ...SAMPLE_CARD, variant: 'vgg16_cifar', options: { alpha: 0.25 } });
  expect(narrow).toContain('# vgg16_cifar_alpha0.25 on digits');
  expect(narrow).toContain("await load('vgg16_cifar_alpha0.25', { dataset: 'digits' })");
  expect(narrow).toContain('| options | alpha 0.25 |');
  expect(readme).not.toContain('| options |');
});

test('the order of colours is the one that the network reads', () => {
  const colours = { ...SAMPLE_CARD.preprocessing, channels: 3 as const, mean: [1, 2, 3], std: [1, 1, 1] };
  expect(cardReadme({ ...SAMPLE_CARD, preprocessing: colours })).toContain('turned into RGB;');
  expect(cardReadme({ ...SAMPLE_CARD, preprocessing: { ...colours, order: 'bgr' } })).toContain(
    'turned into BGR;',
  );
});

test('modified pixels are named beside the accuracy', () => {
  const dataset = { ...SAMPLE_CARD.dataset, pixels: 'JPEG q75 re-encoding' };
  expect(cardReadme({ ...SAMPLE_CARD, dataset })).toContain('| pixels | JPEG q75 re-encoding |');
});

import { parseCard, parseRunFacts } from '../src/card';
import { ConvzooError } from '../src/errors';
import { parseFinetuneRecipe } from '../src/finetune/recipe';
import { RUN, SAMPLE_CARD } from './support/sample-card';

const parse = (change: object) => () => parseCard({ ...SAMPLE_CARD, ...change }, 'here/card.json');

test('a complete card survives JSON unchanged', () => {
  expect(parseCard(JSON.parse(JSON.stringify(SAMPLE_CARD)), 'card')).toEqual(SAMPLE_CARD);
});

test('a card without validation images needs no validation accuracy', () => {
  const { validation: _, ...accuracy } = SAMPLE_CARD.accuracy;
  expect(parse({ accuracy })().accuracy).toEqual(accuracy);
});

test('a card may name the options that the model was built with', () => {
  const options = { alpha: 0.25, shuffle: false, widths: [8, 16], norm: 'before' };
  expect(parse({ options })().options).toEqual(options);
});

test('a card may tell what the same training gave with other seeds', () => {
  const repeats = [{ seed: 2, accuracy: 0.98 }];
  expect(parse({ repeats })().repeats).toEqual(repeats);
  expect(parse({ repeats: [] })).toThrow(/at repeats/);
  expect(parse({ repeats: [{ seed: 2, accuracy: 98 }] })).toThrow(/at repeats\[0\]\.accuracy/);
});

test('a card of fine-tuned weights names what they began as, and may have no test images', () => {
  const settings = parseFinetuneRecipe({ mode: 'feature' });
  const change = {
    base: 'resnet20-cifar10',
    recipe: { name: 'finetune', settings },
    dataset: { ...SAMPLE_CARD.dataset, test: 0 },
    accuracy: { ...SAMPLE_CARD.accuracy, on: 'validation' },
  };
  expect(parse(change)()).toMatchObject(change);
});

test('a card may say in which order the network reads colours', () => {
  const { preprocessing } = SAMPLE_CARD;
  const colours = { ...preprocessing, channels: 3, order: 'bgr', mean: [1, 2, 3], std: [1, 2, 3] };
  expect(parse({ preprocessing: colours })().preprocessing).toEqual(colours);
});

test.each(Object.keys(SAMPLE_CARD))(
  "a card without '%s' is refused, and the error names card and field",
  (field) => {
    const rest: Record<string, unknown> = { ...SAMPLE_CARD };
    delete rest[field];
    const act = () => parseCard(rest, 'here/card.json');
    expect(act).toThrow(ConvzooError);
    expect(act).toThrow(new RegExp(`^here/card\\.json: [^]*at ${field}`));
  },
);

test.each([
  ['an unknown field', { colour: 'red' }, /"colour"/],
  [
    'an accuracy in percent',
    { accuracy: { ...SAMPLE_CARD.accuracy, shipped: 98.75 } },
    /at accuracy\.shipped/,
  ],
  ['a count that is not whole', { params: 1.5 }, /at params/],
  ['another dtype', { dtype: 'float64' }, /at dtype/],
  ['a date of another form', { date: '31.1.2026' }, /at date/],
  ['a hash that is too short', { sha256: { 'model.json': 'abc' } }, /64 hexadecimal digits[^]*at sha256/],
  ['no hash of model.json', { sha256: { 'a.bin': 'a'.repeat(64) } }, /'model\.json'/],
  ['a file outside the folder', { sha256: { ...SAMPLE_CARD.sha256, '../x': 'a'.repeat(64) } }, /sha256/],
  [
    'a mean for three channels where there is one',
    { preprocessing: { ...SAMPLE_CARD.preprocessing, mean: [1, 2, 3] } },
    /one value for each channel/,
  ],
  ['an option that is no value', { options: { alpha: null } }, /at options\.alpha/],
  [
    'an order that is none',
    {
      preprocessing: {
        ...SAMPLE_CARD.preprocessing,
        channels: 3,
        mean: [1, 2, 3],
        std: [1, 2, 3],
        order: 'grb',
      },
    },
    /at preprocessing\.order/,
  ],
  [
    'an order of grey pixels',
    { preprocessing: { ...SAMPLE_CARD.preprocessing, order: 'bgr' } },
    /only colours have an order/,
  ],
  [
    'a recipe that no trainer understands',
    { recipe: { name: 'x', settings: { ...RUN.recipe.settings, epochs: 0 } } },
    /epochs[^]*at recipe\.settings/,
  ],
  [
    'a fine-tuning that no recipe describes',
    { recipe: { name: 'x', settings: { unfreeze: [], mode: 'half' } } },
    /mode[^]*at recipe\.settings/,
  ],
])('%s is refused', (_, change, message) => {
  expect(parse(change)).toThrow(message);
});

test('the facts of a run are checked before there is a card', () => {
  expect(parseRunFacts(RUN, 'run')).toEqual(RUN);
  expect(() => parseRunFacts({ ...RUN, command: '' }, 'runs/x')).toThrow(/^runs\/x: [^]*at command/);
});

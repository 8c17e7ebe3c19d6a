import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repeatsCommand, withRepeats } from '../../scripts/repeats';
import { parseCard, type Card } from '../../src/card';
import { cardReadme } from '../../src/report/card-readme';
import { cardFiles } from '../../src/weights/card-files';
import { SAMPLE_CARD } from '../support/sample-card';

/** The card of the same training with another seed. */
function repeat(seed: number, shipped: number, change: Partial<Card> = {}): Card {
  const { accuracy, recipe } = SAMPLE_CARD;
  const settings = { ...recipe.settings, seed };
  const own = { seed, accuracy: { ...accuracy, shipped }, recipe: { ...recipe, settings } };
  return { ...SAMPLE_CARD, ...own, command: 'again', commit: 'later', minutes: 2, ...change };
}

describe('the repeats in a card', () => {
  it('are those that it has and the new ones, by their seeds', () => {
    const once = withRepeats(SAMPLE_CARD, [repeat(3, 0.98)], ['three']);
    const twice = withRepeats(once, [repeat(2, 0.97), repeat(3, 0.99)], ['two', 'three']);
    expect(twice).toEqual({
      ...SAMPLE_CARD,
      repeats: [
        { seed: 2, accuracy: 0.97 },
        { seed: 3, accuracy: 0.99 },
      ],
    });
  });

  const { dataset, accuracy, recipe, preprocessing } = SAMPLE_CARD;
  it('may have drawn one image more or less to train on', () => {
    const drawn = { ...dataset, train: dataset.train + 1, validation: dataset.validation - 1 };
    const { repeats } = withRepeats(SAMPLE_CARD, [repeat(2, 0.97, { dataset: drawn })], ['two']);
    expect(repeats).toEqual([{ seed: 2, accuracy: 0.97 }]);
  });

  it.each<[string, Card, string]>([
    ['another variant', repeat(2, 0.9, { variant: 'lenet_caffe' }), 'its model differs'],
    ['other options', repeat(2, 0.9, { options: { alpha: 0.5 } }), 'its model differs'],
    ['another data set', repeat(2, 0.9, { dataset: { ...dataset, pixels: 'JPEG' } }), 'its data set differs'],
    [
      'another recipe',
      repeat(2, 0.9, { recipe: { ...recipe, settings: { ...recipe.settings, batchSize: 11 } } }),
      'its recipe apart from its seed differs',
    ],
    [
      'other preprocessing',
      repeat(2, 0.9, { preprocessing: { ...preprocessing, mean: [1] } }),
      'its preprocessing differs',
    ],
    [
      'a part of the test set',
      repeat(2, 0.9, { accuracy: { ...accuracy, images: 10 } }),
      'its number of test images differs',
    ],
    ['the same seed', repeat(7, 0.9), 'its seed is 7 too'],
  ])('are none with %s', (_, other, problem) => {
    expect(() => withRepeats(SAMPLE_CARD, [other], ['runs/other'])).toThrow(
      `runs/other is no repeat of lenet_300_100 on digits: ${problem}`,
    );
  });
});

test('the command writes them into card.json and its README', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation();
  const root = await mkdtemp(join(tmpdir(), 'convzoo-'));
  const put = async (folder: string, card: Card) => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'card.json'), cardFiles(card)['card.json']);
  };
  await put(join(root, 'weights'), SAMPLE_CARD);
  await put(join(root, 'run-seed2', 'weights'), repeat(2, 0.9775));
  await put(join(root, 'run-seed3', 'weights'), repeat(3, 0.9925));
  const names = ['weights', 'run-seed2', 'run-seed3'].map((name) => join(root, name));
  await repeatsCommand().exitOverride().parseAsync(names, { from: 'user' });

  const text = (file: string) => readFile(join(root, 'weights', file), 'utf8');
  const card = parseCard(JSON.parse(await text('card.json')), 'card');
  expect(card.repeats).toEqual([
    { seed: 2, accuracy: 0.9775 },
    { seed: 3, accuracy: 0.9925 },
  ]);
  expect(await text('README.md')).toBe(cardReadme(card));
  expect(log.mock.calls.join('\n')).toMatch(/weights: 97\.75 % to 99\.25 %, mean 98\.58 %, 3 seeds$/);
  log.mockRestore();
  await rm(root, { recursive: true });
});

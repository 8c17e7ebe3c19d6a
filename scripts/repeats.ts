import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import type { Card } from '../src/card';
import { ConvzooError } from '../src/errors';
import { writeAtomically } from '../src/files.node';
import { readCard } from '../src/pretrained';
import { findWeights, folderSource } from '../src/pretrained.node';
import { spreadOf, spreadText } from '../src/report/spread';
import { RunFolder } from '../src/train/run-folder.node';
import { cardFiles } from '../src/weights/card-files';

/** What a training has in common with its repeats, by the name that errors give it. */
const COMMON: Readonly<Record<string, (card: Card) => unknown>> = {
  model: ({ variant, options }) => ({ variant, options }),
  // How many images are trained on is the recipe's, give or take one: the seed draws them.
  'data set': ({ dataset: { name, pixels, test } }) => ({ name, pixels, test }),
  'recipe apart from its seed': ({ recipe }) => ({ ...recipe.settings, seed: 0 }),
  preprocessing: ({ preprocessing }) => preprocessing,
  'number of test images': ({ accuracy }) => accuracy.images,
};

/** `convzoo repeats <weights> <runs...>`: writes into a card what its training gave with other seeds. */
export function repeatsCommand(): Command {
  return new Command('repeats')
    .description('write into the card of weights what the same training gave with other seeds')
    .argument('<weights>', 'e.g. resnet20-cifar10, or a folder')
    .argument('<runs...>', 'folders of finished trainings, by train --seed: e.g. runs/resnet20-cifar10-seed2')
    .action(async (weights: string, runs: string[]) => {
      const folder = await findWeights(weights);
      const card = await readCard(folderSource(folder));
      const repeats = await Promise.all(
        runs.map((run) => readCard(folderSource(new RunFolder(run).weights))),
      );
      const whole = withRepeats(card, repeats, runs);
      for (const [name, text] of Object.entries(cardFiles(whole))) {
        await writeAtomically(join(folder, name), text);
      }
      const spread = spreadOf(whole);
      if (spread !== undefined) console.log(`${weights}: ${spreadText(spread)}`);
    });
}

/**
 * A card with the repeats that it has and others; of one seed the later one stays.
 *
 * @param names of the repeats in errors
 * @throws ConvzooError where a repeat differs in more than its seed, or has the seed of the card
 */
export function withRepeats(card: Card, repeats: readonly Card[], names: readonly string[]): Card {
  const accuracies = new Map(card.repeats?.map(({ seed, accuracy }) => [seed, accuracy]));
  repeats.forEach((repeat, i) => {
    const fail = (problem: string): never => {
      throw new ConvzooError(
        `${names[i]} is no repeat of ${card.variant} on ${card.dataset.name}: ${problem}`,
      );
    };
    const other = Object.entries(COMMON).find(([, of]) => !isDeepStrictEqual(of(repeat), of(card)));
    if (other !== undefined) fail(`its ${other[0]} differs`);
    if (repeat.seed === card.seed) fail(`its seed is ${card.seed} too`);
    accuracies.set(repeat.seed, repeat.accuracy.shipped);
  });
  return {
    ...card,
    repeats: [...accuracies]
      .map(([seed, accuracy]) => ({ seed, accuracy }))
      .sort((one, other) => one.seed - other.seed),
  };
}

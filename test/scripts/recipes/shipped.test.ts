import '../../../models';
import { scripts } from '../../../package.json';
import { toldOptions } from '../../../scripts/build-options';
import { findRecipe } from '../../../scripts/recipes';
import { aimOf, SHIPPED, tagOfRun } from '../../../scripts/recipes/shipped';
import { tagOfCard } from '../../../src/pretrained';
import { pretrainedCards } from '../../../src/pretrained.node';
import { find } from '../../../src/registry';

describe('what is shipped', () => {
  it.each(SHIPPED.map((run) => [run.variant, run] as const))(
    '%s has a recipe, options of its family, and takes images of its data set',
    async (variant, { dataset, options }) => {
      const entry = find(variant);
      await expect(findRecipe(variant, dataset, 'default')).resolves.toBeDefined();
      const told = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]));
      expect(toldOptions(entry, { option: told })).toEqual(options);
      expect(entry.facts.inputShape[2]).toBe(dataset === 'mnist' ? 1 : 3);
    },
  );

  it('has a script for each family', () => {
    const families = [...new Set(SHIPPED.map(({ variant }) => find(variant).family))];
    for (const family of families) {
      expect(scripts).toHaveProperty(
        [`train:${family}`],
        `tsx scripts/convzoo.ts train:all --family ${family}`,
      );
    }
  });

  it('has an aim, but for the baselines of EffNet', () => {
    const aimless = SHIPPED.filter(({ aim }) => aim === undefined).map(({ variant }) => variant);
    expect(aimless).toEqual(['effnet_cifar_mobilenet', 'effnet_cifar_shufflenet', 'effnet_cifar_plain']);
    const shares = SHIPPED.flatMap(({ aim }) => (aim === undefined ? [] : [aim]));
    expect(shares.filter((share) => !(share > 0.8 && share < 1))).toEqual([]);
  });

  it('aims at something by the default recipe and with its options alone', () => {
    const resnet20 = { variant: 'resnet20', dataset: 'cifar10', options: {}, recipeName: 'default' };
    expect(aimOf(resnet20)).toBe(0.905);
    expect(aimOf({ ...resnet20, recipeName: 'paper' })).toBeUndefined();
    expect(aimOf({ ...resnet20, dataset: 'mnist' })).toBeUndefined();
    expect(aimOf({ ...resnet20, variant: 'vgg11_cifar' })).toBeUndefined();
  });

  it('says in the card of its weights what it aimed at', async () => {
    const aims = new Map(SHIPPED.map((run) => [tagOfRun(run), run.aim]));
    const others = (await pretrainedCards()).filter((card) => card.aim !== aims.get(tagOfCard(card)));
    expect(others.map(tagOfCard)).toEqual([]);
  });
});

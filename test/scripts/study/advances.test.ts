import '../../../models';
import { ADVANCES } from '../../../scripts/study/advances';
import type { Arm } from '../../../scripts/study/study';
import { find } from '../../../src/registry';
import { parseRecipe } from '../../../src/train/recipe';
import { undrawn } from '../../support/undrawn';

describe('the advances', () => {
  test('are told apart by topic and name, and the first is the baseline', () => {
    const names = ADVANCES.arms.map(({ topic, name }) => `${topic} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(ADVANCES.arms[0]?.options).toBeUndefined();
    expect(ADVANCES.arms[0]?.recipe).toBeUndefined();
  });

  test.each(ADVANCES.arms.map((arm): [string, Arm] => [`${arm.topic}: ${arm.name}`, arm]))(
    '%s makes a net and a recipe, with a change unless it is the baseline',
    (name, arm) => {
      const { variant, options, recipe: common } = ADVANCES;
      const { facts } = find(variant);
      const built = undrawn(variant, { ...options, ...arm.options });
      expect(built.outputs[0]?.shape).toEqual([null, facts.classes]);
      built.dispose();
      parseRecipe({ ...common, ...arm.recipe }, name);
      const isBaseline = arm === ADVANCES.arms[0];
      expect(arm.options === undefined && arm.recipe === undefined).toBe(isBaseline);
    },
  );
});

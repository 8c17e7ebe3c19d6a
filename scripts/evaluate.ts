import { Command } from 'commander';
import { startEngine } from '../src/engine/start.node';
import { load } from '../src/pretrained.node';
import { evaluate } from '../src/train/evaluate';
import { percent } from '../src/report/text';
import { datasetOption, jsonOption, withDataOptions, type DataFlags } from './options';
import { duration } from './progress';
import { testSetFor } from './test-set';

interface Flags extends DataFlags {
  dataset?: string;
  json?: true;
}

/** `convzoo evaluate <weights>`: accuracy on the whole test set. */
export function evaluateCommand(): Command {
  return withDataOptions(
    new Command('evaluate')
      .description('measure the accuracy of weights on the test set')
      .argument('<weights>', 'e.g. lenet5-mnist, or a folder such as runs/lenet5-mnist/weights')
      .addOption(datasetOption().default(undefined, 'the one they were trained on'))
      .addOption(jsonOption()),
  ).action(async (weights: string, flags: Flags) => {
    const engine = await startEngine(flags.engine);
    if (flags.json !== true) console.log(engine.notice);
    const { card, model } = await load(weights);
    const test = await testSetFor(weights, card, flags);
    const start = performance.now();
    const result = await evaluate(model, test, card.preprocessing);
    const seconds = (performance.now() - start) / 1000;
    const isSame = test.name === card.dataset.name;
    if (flags.json === true) {
      const facts = { weights, dataset: test.name, pixels: test.pixels, engine: engine.name };
      console.log(
        JSON.stringify(
          { ...facts, ...result, card: isSame ? card.accuracy.shipped : null, seconds },
          null,
          2,
        ),
      );
    } else {
      const said = isSame ? `; its card says ${percent(card.accuracy.shipped)}` : '';
      console.log(
        `${weights} on ${test.name} (${test.pixels} pixels): ${percent(result.accuracy)}, ` +
          `${result.correct} of ${result.images} images in ${duration(seconds)}${said}`,
      );
    }
  });
}

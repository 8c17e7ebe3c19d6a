import { Command } from 'commander';
import { startEngine } from '../src/engine/start.node';
import { load } from '../src/pretrained.node';
import { percent } from '../src/report/text';
import { engineOption, jsonOption, wholeNumber, type EngineFlags } from './options';

interface Flags extends EngineFlags {
  topk: number;
  json?: true;
}

/** `convzoo predict <weights> <images...>`: names what is on each image. */
export function predictCommand(): Command {
  return new Command('predict')
    .description('classify images')
    .argument('<weights>', 'e.g. lenet5-mnist, or a folder such as runs/lenet5-mnist/weights')
    .argument('<images...>', 'image files: JPEG, PNG, WebP, GIF, AVIF, TIFF or SVG')
    .option('--topk <count>', 'classes to name for each image', wholeNumber, 3)
    .addOption(engineOption())
    .addOption(jsonOption())
    .action(async (weights: string, images: string[], { topk, engine: name, json }: Flags) => {
      const engine = await startEngine(name);
      if (json !== true) console.log(engine.notice);
      const classifier = await load(weights);
      const results = [];
      for (const image of images)
        results.push({ image, predictions: await classifier.classify(image, topk) });
      if (json === true) {
        console.log(JSON.stringify(results, null, 2));
        return;
      }
      for (const { image, predictions } of results) {
        const named = predictions.map(({ className, probability }) => `${className} ${percent(probability)}`);
        console.log(`${image}: ${named.join(', ')}`);
      }
    });
}

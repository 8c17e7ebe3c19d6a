import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import type { Dataset } from '../src/data/dataset';
import { startEngine } from '../src/engine/start.node';
import { ConvzooError } from '../src/errors';
import { lesion, type LesionStudy } from '../src/explain/lesion';
import { writeAtomically } from '../src/files.node';
import { labelOf } from '../src/option-values';
import { load } from '../src/pretrained.node';
import { Random } from '../src/random';
import { chartPng, chartSvg } from '../src/report/chart.node';
import { lesionChart } from '../src/report/lesion-chart';
import { percent } from '../src/report/text';
import { datasetOption, wholeNumber, withDataOptions, type DataFlags } from './options';
import { duration } from './progress';
import { commandLine } from './provenance';
import { table } from './table';
import { testSetFor } from './test-set';

interface Flags extends DataFlags {
  dataset?: string;
  images?: number;
  out: string;
}

/** Draws the images where not all are asked for. */
const SEED = 1;

/** `convzoo lesion <weights>`: the accuracy with one part of the net dropped at a time. */
export function lesionCommand(): Command {
  return withDataOptions(
    new Command('lesion')
      .description(
        'drop one residual block, or of a plain net one convolution, at a time and measure the accuracy',
      )
      .argument('<weights>', 'e.g. resnet20-cifar10, or a folder such as runs/vgg16_cifar-cifar10/weights')
      .addOption(datasetOption().default(undefined, 'the one they were trained on'))
      .option(
        '--images <count>',
        'test images to measure on, drawn at random; all of them unless told',
        wholeNumber,
      )
      .option(
        '-o, --out <file>',
        'the plot as SVG; a PNG and the figures as JSON are written beside it',
        'lesion.svg',
      )
      .addHelpText(
        'after',
        '\nVeit, Wilber, Belongie 2016, arXiv:1605.06431: a dropped block leaves its shortcut, a projection too; ' +
          'a convolution goes with its batch norm and activation, where it keeps the shape.',
      ),
  ).action(async (weights: string, flags: Flags) => {
    const place = withoutExtension(flags.out);
    const engine = await startEngine(flags.engine);
    console.log(engine.notice);
    const { card, model } = await load(weights);
    const test = drawn(await testSetFor(weights, card, flags), flags.images);
    const start = performance.now();
    const bar = new SingleBar({
      format: '|{bar}| {value}/{total} {name}',
      hideCursor: true,
      clearOnComplete: true,
    });
    let study: LesionStudy;
    try {
      study = await lesion(model, test, card.preprocessing, {
        onLesion: ({ name }, parts) =>
          bar.isActive ? bar.increment({ name }) : bar.start(parts, 1, { name }),
      });
    } finally {
      bar.stop();
    }
    const seconds = (performance.now() - start) / 1000;

    console.log(described(study));
    const title = `${labelOf(card.variant, card.options)} on ${test.name}`;
    const svg = await chartSvg(lesionChart(study, { title, classes: test.classes.length }));
    const facts = { weights, dataset: test.name, pixels: test.pixels, command: commandLine() };
    await writeAtomically(`${place}.json`, `${JSON.stringify({ ...facts, ...study }, null, 2)}\n`);
    await writeAtomically(`${place}.svg`, svg);
    await writeAtomically(`${place}.png`, chartPng(svg));
    console.log(`${place}.svg, .png and .json, in ${duration(seconds)}`);
  });
}

/** @throws ConvzooError where the file's name does not end in .svg */
function withoutExtension(file: string): string {
  if (/.\.svg$/i.test(file)) return file.replace(/\.svg$/i, '');
  throw new ConvzooError(`--out ${file}: expected the name of an .svg file`);
}

/** So many images drawn at random, the same ones each time. */
function drawn(dataset: Dataset, images = dataset.size): Dataset {
  if (images > dataset.size)
    throw new ConvzooError(`--images ${images}: ${dataset.name} has ${dataset.size} test images`);
  return dataset.subset(new Random(SEED).permutation(dataset.size).subarray(0, images));
}

function described({ kind, baseline, lesions, kept }: LesionStudy): string {
  const rows = [
    { dropped: 'nothing', accuracy: percent(baseline.accuracy), points: '' },
    ...lesions.map(({ name, accuracy }) => ({
      dropped: name,
      accuracy: percent(accuracy),
      points: (100 * (accuracy - baseline.accuracy)).toFixed(2),
    })),
  ];
  const stayed = kept.length === 0 ? '' : `\n${kind}s that change the shape and stayed: ${kept.join(', ')}`;
  return `${table(rows)}${stayed}`;
}

import { Command, InvalidArgumentError, Option } from 'commander';
import { create } from '../src/create';
import { startEngine } from '../src/engine/start.node';
import { labelOf, type OptionValues } from '../src/option-values';
import { pretrainedTags } from '../src/pretrained.node';
import { find, type InputShape } from '../src/registry';
import { profile, type LayerProfile } from '../src/report/profile';
import { toldOptions, withBuildOptions, type BuildFlags } from './build-options';
import { jsonOption, wholeNumber } from './options';
import { recipeNames } from './recipes';
import { table } from './table';

interface Flags extends BuildFlags {
  inputShape?: InputShape;
  classes?: number;
  depth: number;
  json?: true;
}

/** `convzoo info <variant>`: what is known of a model, and what each of its layers costs. */
export function infoCommand(): Command {
  return withBuildOptions(
    new Command('info')
      .description('tell what is known of a model: its paper, options, weights, recipes, and costs by layer')
      .argument('<variant>', 'a model of the zoo, see `list`')
      .option('--input-shape <shape>', 'height x width x channels, e.g. 64x64x3', shapeOf)
      .option('--classes <count>', 'classes to tell apart', wholeNumber)
      .addOption(
        new Option('--depth <levels>', 'how deep blocks are opened, 0 for not at all')
          .argParser(levels)
          .default(Infinity, 'all levels'),
      ),
  )
    .addOption(jsonOption())
    .action(async (variant: string, flags: Flags) => {
      const facts = await factsOf(variant, flags);
      console.log(flags.json === true ? JSON.stringify(facts, null, 2) : text(facts));
    });
}

async function factsOf(variant: string, flags: Flags) {
  const entry = find(variant);
  const options = toldOptions(entry, flags);
  const { inputShape = entry.facts.inputShape, classes = entry.facts.classes } = flags;
  await startEngine('cpu');
  const model = create<OptionValues>(variant, { ...options, inputShape, classes });
  const { rows, ...costs } = profile(model);
  const tags = await pretrainedTags();
  return {
    name: labelOf(variant, options),
    family: entry.family,
    paper: entry.paper,
    deviations: entry.facts.deviations,
    input: inputShape.join('x'),
    classes,
    pixels: entry.facts.pixels,
    ...costs,
    options: Object.entries(entry.options).map(([name, option]) => ({
      name,
      expected: option.expected,
      value: options[name] ?? option.default,
    })),
    weights: tags.filter((tag) => tag.variant === variant).map(({ tag }) => tag),
    recipes: recipesOf(variant),
    layers: rows.map((row) => opened(row, flags.depth)),
  };
}

/** Names of recipes by data set. */
function recipesOf(variant: string): Record<string, string[]> {
  const own = recipeNames().filter(([of]) => of === variant);
  const datasets = [...new Set(own.map(([, dataset]) => dataset))];
  return Object.fromEntries(
    datasets.map((dataset) => [dataset, own.filter(([, on]) => on === dataset).map(([, , name]) => name)]),
  );
}

/** A row with the rows inside it down to that depth. */
function opened(row: LayerProfile, depth: number): LayerProfile {
  return { ...row, inner: depth === 0 ? [] : row.inner.map((each) => opened(each, depth - 1)) };
}

type Facts = Awaited<ReturnType<typeof factsOf>>;

function text({ paper, deviations, pixels, options, layers, ...facts }: Facts): string {
  const { order = 'rgb', mean, std } = pixels;
  const costs = {
    params: facts.params,
    'params with statistics': facts.totalParams,
    macs: facts.macs,
    'activation bytes': facts.activationBytes,
  };
  const recipes = Object.entries(facts.recipes).map(([dataset, names]) => `${dataset}: ${names.join(', ')}`);
  const own = options.map(({ name, expected, value }) => {
    const now = value === undefined ? "the variant's own" : JSON.stringify(value);
    return `${name}: ${expected}; here ${now}`;
  });
  return [
    `${facts.name}, of the family ${facts.family}`,
    `${paper.authors} ${paper.year}: ${paper.title}, ${paper.reference}`,
    '',
    `input: ${facts.input}, ${facts.classes} classes`,
    `pixels: ${order}, mean ${mean.join(', ')}, std ${std.join(', ')}, of 0 to 255`,
    `weights: ${facts.weights.join(', ') || 'none yet'}`,
    ...section('recipes', recipes),
    ...section('options', own),
    ...section('departs from the paper', deviations),
    '',
    table([costs]),
    '',
    table(layers.flatMap((layer) => lines(layer, ''))),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return [`${title}:${lines.length === 0 ? ' none' : ''}`, ...lines.map((line) => `  ${line}`)];
}

function lines(row: LayerProfile, indent: string): Record<string, string | number>[] {
  const { name, className, outputShape, uses, params, macs, activationBytes, inner } = row;
  const line = {
    layer: `${indent}${name}${uses > 1 ? ` (${uses} times)` : ''}`,
    class: className,
    output: outputShape.join('x'),
    params,
    macs,
    'activation bytes': activationBytes,
  };
  return [line, ...inner.flatMap((each) => lines(each, `${indent}  `))];
}

function shapeOf(text: string): InputShape {
  const [, height, width, channels] = /^(\d+)x(\d+)x(\d+)$/.exec(text) ?? [];
  if (height === undefined || width === undefined || channels === undefined)
    throw new InvalidArgumentError('expected HEIGHTxWIDTHxCHANNELS.');
  return [Number(height), Number(width), Number(channels)];
}

function levels(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

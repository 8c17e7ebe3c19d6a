/**
 * `npm run readme`: fills in the parts of README.md that are made from the registry, the cards and the benchmark,
 * and makes anew RESULTS.md with its charts and, from its card, the README of each folder of weights.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildResult } from '../bench/build';
import { renderFinetuning, type FinetuneResult } from '../bench/finetune';
import type { MemoryResult } from '../bench/memory';
import { buildReport, memoryReport, report } from '../bench/report';
import type { BenchResult } from '../bench/result';
import type { ZooResult } from '../bench/zoo';
import type { Card } from '../src/card';
import { ConvzooError, messageOf } from '../src/errors';
import { writeAtomically } from '../src/files.node';
import '../src/index';
import { packageRoot } from '../src/package.node';
import { tagOfCard } from '../src/pretrained';
import { packagedWeights, pretrainedCards } from '../src/pretrained.node';
import { list, type Entry, type Paper } from '../src/registry';
import { markdownTable, percent, thousands } from '../src/report/text';
import { cardFiles, README_FILE } from '../src/weights/card-files';
import { comparisonOf } from './results/compare';
import { comparisonCells, costs, linkTo, trainingTime, type Results } from './results/page';
import { resultFiles, writeResults } from './results/write';
import type { StudyResult } from './study/study';

const README = join(packageRoot(), 'README.md');

/** README.md as it should be: the text that is there with its generated parts made anew. */
export async function generatedReadme(): Promise<string> {
  const text = await readFile(README, 'utf8');
  return fillIn(text, { zoo: zoo(await pretrainedCards()), speed: await speed() });
}

/** RESULTS.md and its charts as SVG as they should be: text by path. */
export async function generatedResults(): Promise<Map<string, string>> {
  return resultFiles(await results());
}

/**
 * Replaces what stands between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`.
 *
 * @throws ConvzooError where the text lacks a part's marks or has marks of an unknown part
 */
export function fillIn(text: string, parts: Readonly<Record<string, string>>): string {
  const missing = new Set(Object.keys(parts));
  const filled = text.replaceAll(
    /(<!-- generated:(\w+) -->\n)[^]*?(<!-- \/generated:\2 -->)/g,
    (_, open: string, name: string, close: string) => {
      const content = parts[name];
      if (content === undefined) throw new ConvzooError(`README.md: nothing generates a part '${name}'`);
      missing.delete(name);
      return `${open}\n${content}\n\n${close}`;
    },
  );
  if (missing.size > 0) {
    throw new ConvzooError(
      `README.md lacks the marks <!-- generated:NAME --> and <!-- /generated:NAME --> of: ${[...missing].join(', ')}`,
    );
  }
  return filled;
}

/** The weights that there are, the first variant of each family, and folded the others. */
export function zoo(cards: readonly Card[]): string {
  const families = [...new Set(list().map(({ family }) => family))]
    .map((family) => list({ family }))
    .sort(([one], [other]) => (one?.paper.year ?? 0) - (other?.paper.year ?? 0));
  const heads = families.flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first.family, ...cells(first), others.length]],
  );
  return [
    ...pixelsNote(cards),
    weightsTable(cards),
    markdownTable(['family', ...VARIANT_HEADS, '>and others'], heads),
    ...families.map(familyDetails),
  ].join('\n\n');
}

const VARIANT_HEADS = ['variant', 'year', 'paper', 'input', '>parameters', '>multiply-adds'];

function cells({ name, paper, facts }: Entry): (string | number)[] {
  const input = facts.inputShape.join('x');
  return [name, paper.year, paperLink(paper), input, thousands(facts.params), thousands(facts.macs)];
}

/** One row a variant, behind a line to click on. */
function familyDetails(entries: readonly Entry[]): string {
  const [first] = entries;
  if (first === undefined) throw new Error('a family without a variant');
  const count = entries.length === 1 ? '1 variant' : `${entries.length} variants`;
  const title = `<summary>${first.family}: ${count}</summary>`;
  return `<details>\n${title}\n\n${markdownTable(VARIANT_HEADS, entries.map(cells))}\n\n</details>`;
}

function paperLink({ reference }: Paper): string {
  const [kind, id = ''] = reference.split(/:(.*)/);
  const base = kind === 'arXiv' ? 'https://arxiv.org/abs/' : 'https://doi.org/';
  return `[${reference}](${base}${id})`;
}

/** What pixels were trained on where a data set's own were not. */
function pixelsNote(cards: readonly Card[]): string[] {
  const notes = cards
    .filter(({ dataset }) => dataset.pixels !== 'original')
    .map(({ dataset }) => `${dataset.name}'s pixels: ${dataset.pixels}`);
  return notes.length === 0
    ? []
    : [`${[...new Set(notes)].join('; ')}. Published figures are of original ones.`];
}

/** One row for each folder of weights; in brackets what is published of another net. */
function weightsTable(cards: readonly Card[]): string {
  const rows = cards.map((card) => {
    const { dataset, accuracy } = card;
    const comparison = comparisonOf(card);
    return [
      linkTo(card),
      dataset.name,
      percent(accuracy.shipped),
      ...costs(card),
      trainingTime(card),
      ...(comparison === undefined ? ['', ''] : comparisonCells(comparison)),
    ];
  });
  const heads = ['weights', 'data set', '>test accuracy', '>parameters', '>multiply-adds', '>size'];
  return markdownTable([...heads, '>minutes × cores', '>published', '>difference'], rows);
}

async function results(): Promise<Results> {
  return {
    cards: await pretrainedCards(),
    zoo: await benchResult<ZooResult>('zoo'),
    study: await benchResult<StudyResult>('study'),
  };
}

/** The results of the benchmark that there are. */
async function speed(): Promise<string> {
  const [train, predict] = await Promise.all([
    benchResult<BenchResult>('train'),
    benchResult<BenchResult>('predict'),
  ]);
  const memory = await benchResult<MemoryResult>('memory');
  const build = await benchResult<BuildResult>('build');
  const finetune = await benchResult<FinetuneResult>('finetune');
  return [
    train && report(train),
    predict && report(predict),
    memory && memoryReport(memory),
    build && buildReport(build),
    finetune && renderFinetuning(finetune),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

async function benchResult<Result>(name: string): Promise<Result | undefined> {
  const path = join(packageRoot(), 'bench', 'results', `${name}.json`);
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as Result) : undefined;
}

async function main(): Promise<void> {
  const cards = await pretrainedCards();
  for (const card of cards) {
    await writeAtomically(
      join(packagedWeights(), tagOfCard(card), README_FILE),
      cardFiles(card)[README_FILE],
    );
  }
  await writeResults(packageRoot(), await results());
  await writeAtomically(README, await generatedReadme());
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`error: ${messageOf(error)}\n`);
    process.exitCode = 1;
  });
}

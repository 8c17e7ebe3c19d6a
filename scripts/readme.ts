/**
 * `npm run readme`: fills in the parts of README.md that are made from the registry, the cards and the benchmark,
 * and makes the README of each folder of weights anew from its card.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MemoryResult } from '../bench/memory';
import { memoryReport, report } from '../bench/report';
import type { BenchResult } from '../bench/result';
import { parseCard, type Card } from '../src/card';
import { ConvzooError, messageOf } from '../src/errors';
import { writeAtomically } from '../src/files.node';
import { list } from '../src/index';
import { packageRoot } from '../src/package.node';
import { pretrainedTags } from '../src/pretrained.node';
import { cardReadme } from '../src/report/card-readme';
import { markdownTable, percent, thousands } from '../src/report/text';

const README = join(packageRoot(), 'README.md');

/** README.md as it should be: the text that is there with its generated parts made anew. */
export async function generatedReadme(): Promise<string> {
  const text = await readFile(README, 'utf8');
  return fillIn(text, { zoo: zooTable(await cards()), speed: await speed() });
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

/** Every variant of the zoo, a line for each data set that it has weights for. */
export function zooTable(cards: readonly Card[]): string {
  const rows = list().flatMap(({ name, paper, facts }) => {
    const model = [
      name,
      paper.year,
      facts.inputShape.join('x'),
      thousands(facts.params),
      thousands(facts.macs),
    ];
    const own = cards.filter(({ variant }) => variant === name);
    return own.length === 0 ? [[...model, '', '', '']] : own.map((card) => [...model, ...weightsCells(card)]);
  });
  return markdownTable(
    ['model', 'year', 'input', '>parameters', '>multiply-adds', 'weights for', '>test accuracy', '>size'],
    rows,
  );
}

function weightsCells({ variant, dataset, accuracy, bytes }: Card): string[] {
  const pixels = dataset.pixels === 'original' ? '' : ` (${dataset.pixels})`;
  return [
    `[${dataset.name}](weights/${variant}-${dataset.name})${pixels}`,
    percent(accuracy.shipped),
    `${thousands(Math.round(bytes / 1000))} kB`,
  ];
}

/** The results of the benchmark that there are. */
async function speed(): Promise<string> {
  const [train, predict] = await Promise.all([
    benchResult<BenchResult>('train'),
    benchResult<BenchResult>('predict'),
  ]);
  const memory = await benchResult<MemoryResult>('memory');
  return [train && report(train), predict && report(predict), memory && memoryReport(memory)]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

async function cards(): Promise<Card[]> {
  const tags = await pretrainedTags();
  return Promise.all(
    tags.map(async ({ tag }) => {
      const path = join('weights', tag, 'card.json');
      return parseCard(JSON.parse(await readFile(join(packageRoot(), path), 'utf8')), path);
    }),
  );
}

async function benchResult<Result>(name: string): Promise<Result | undefined> {
  const path = join(packageRoot(), 'bench', 'results', `${name}.json`);
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as Result) : undefined;
}

async function main(): Promise<void> {
  for (const card of await cards()) {
    const folder = join(packageRoot(), 'weights', `${card.variant}-${card.dataset.name}`);
    await writeAtomically(join(folder, 'README.md'), cardReadme(card));
  }
  await writeAtomically(README, await generatedReadme());
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`error: ${messageOf(error)}\n`);
    process.exitCode = 1;
  });
}

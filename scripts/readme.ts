/**
 * `npm run readme`: fills in the parts of README.md that are made from the registry, the cards and the benchmark,
 * and makes the README of each folder of weights anew from its card.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { advantage, speedOf, summary, type BenchResult, type Row } from '../bench/result';
import { parseCard, type Card } from '../src/card';
import { ConvzooError, messageOf } from '../src/errors';
import { writeAtomically } from '../src/files.node';
import { list } from '../src/index';
import { packageRoot } from '../src/package.node';
import { pretrainedTags } from '../src/pretrained.node';
import { cardReadme } from '../src/report/card-readme';
import { markdownTable, percent, thousands } from '../src/report/text';

const README = join(packageRoot(), 'README.md');
const BENCH = join('bench', 'results', 'lenet5-training.json');

/** README.md as it should be: the text that is there with its generated parts made anew. */
export async function generatedReadme(): Promise<string> {
  const text = await readFile(README, 'utf8');
  return fillIn(text, { zoo: zooTable(await cards()), speed: speedTable(await benchResult()) });
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

/** The benchmark, an engine and a model a line. */
export function speedTable(result: BenchResult): string {
  const { machine, versions, load, rows } = result;
  const native = versions.libtensorflow === undefined ? '' : `, libtensorflow ${versions.libtensorflow}`;
  const lines = rows
    .filter(({ way }) => way === 'Trainer')
    .map((ours) => {
      const theirs = rows.find(
        ({ engine, model, way }) => engine === ours.engine && model === ours.model && way === 'model.fit',
      );
      const factor = advantage(result, ours);
      return [ours.engine, ours.model, speedCell(ours), speedCell(theirs), factor?.toFixed(2) ?? ''];
    });
  const failures = rows.flatMap((row) =>
    row.way === 'model.fit, plain engine' && 'fails' in row
      ? [`Without convzoo, \`model.fit\` of ${row.model} on ${row.engine} fails: ${row.fails}.`]
      : [],
  );
  return [
    markdownTable(['engine', 'model', ">convzoo's Trainer", ">tfjs's `model.fit`", '>ratio'], lines),
    `Images a second in training, batch ${result.batchSize}, ${result.data}: the median of the timed rounds, with the ` +
      `slowest and the fastest. ${machine.cpu}, ${machine.cores} cores, load ${load.before.toFixed(1)} before and ` +
      `${load.after.toFixed(1)} after, Node ${machine.node}, tfjs ${versions.tfjs}${native}, ` +
      `${result.date.slice(0, 10)}. \`${result.command}\` measures it anew.`,
    ...failures,
  ].join('\n\n');
}

function speedCell(row: Row | undefined): string {
  if (row === undefined) return '';
  const speed = speedOf(row);
  if (speed === undefined || 'fails' in row) return 'fails';
  const { slowest, fastest } = summary(row.rounds);
  return `${thousands(Math.round(speed))} (${thousands(Math.round(slowest))} to ${thousands(Math.round(fastest))})`;
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

async function benchResult(): Promise<BenchResult> {
  const path = join(packageRoot(), BENCH);
  if (!existsSync(path)) throw new ConvzooError(`${BENCH} is missing: npm run bench writes it`);
  return JSON.parse(await readFile(path, 'utf8')) as BenchResult;
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

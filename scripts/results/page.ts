import { imagesPerSecond, ZOO_BATCHES, type ZooResult } from '../../bench/zoo';
import type { Card } from '../../src/card';
import { DATASETS } from '../../src/data/load.node';
import { labelOf } from '../../src/option-values';
import { tagOfCard } from '../../src/pretrained';
import { aimText } from '../../src/report/card-readme';
import { spreadOf, spreadText } from '../../src/report/spread';
import { markdownTable, percent, points, thousands } from '../../src/report/text';
import { SHIPPED, tagOfRun } from '../recipes/shipped';
import { studyReport } from '../study/report';
import type { StudyResult } from '../study/study';
import { comparisonOf, type Comparison } from './compare';

/** What was measured. */
export interface Results {
  cards: readonly Card[];
  /** What `npm run bench -- zoo` measured, where it did. */
  zoo?: ZooResult | undefined;
  /** What `npm run study` measured, where it did. */
  study?: StudyResult | undefined;
}

/** By the data set that they are of. */
export type Charts = Readonly<Record<string, readonly { path: string; caption: string }[]>>;

/** RESULTS.md. */
export function resultsPage({ cards, zoo, study }: Results, charts: Charts): string {
  const datasets = DATASETS.filter((name) => cards.some(({ dataset }) => dataset.name === name));
  const parts = [
    '# Results',
    'Accuracy is of the weights as they are in the files, on the whole test set. Accuracies, aims, parameters, ' +
      'multiply-adds, sizes and training times are from the cards in [weights](weights), which say how to make the ' +
      'weights again; `npm run verify` recomputes what cards say of files, `npm run readme` writes this page. ' +
      'Published figures are from [published.ts](scripts/results/published.ts).',
    ...datasets.flatMap((name) => [
      `## ${name}`,
      ...section(
        cards.filter(({ dataset }) => dataset.name === name),
        zoo,
      ),
      ...(charts[name] ?? []).map(({ path, caption }) => `![${name}: ${caption}](${path})`),
    ]),
    ...(zoo === undefined ? [] : ['## Speed', conditions(zoo)]),
    ...(study === undefined ? [] : ['## What advances are worth', studyReport(study)]),
    ...untrained(cards),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The best first. */
function section(cards: readonly Card[], zoo: ZooResult | undefined): string[] {
  const sorted = [...cards].sort((one, other) => other.accuracy.shipped - one.accuracy.shipped);
  const pixels = [...new Set(cards.map(({ dataset }) => dataset.pixels))];
  const isOriginal = pixels.every((each) => each === 'original');
  const compared = sorted.flatMap((card) => {
    const comparison = comparisonOf(card);
    return comparison === undefined ? [] : [{ card, comparison }];
  });
  return [
    `Pixels: ${pixels.join('; ')}.`,
    resultsTable(sorted, zoo),
    ...(compared.length === 0
      ? []
      : [
          '### Beside what is published',
          `Published figures are of original pixels${isOriginal ? '' : ', those here are not'}. ` +
            'Those in brackets are of another net: not a comparison of like with like.',
          markdownTable(
            ['weights', '>here', '>published', '>difference', 'source', 'what differs there'],
            compared.map(({ card, comparison }) => comparedRow(card, comparison)),
          ),
        ]),
  ];
}

function resultsTable(cards: readonly Card[], zoo: ZooResult | undefined): string {
  const heads = ['weights', '>test accuracy', 'aim', 'over seeds', '>parameters', '>multiply-adds'];
  const speeds = zoo === undefined ? [] : ZOO_BATCHES.map((batch) => `>images/s, batch ${batch}`);
  return markdownTable(
    [...heads, '>size', '>minutes × cores', ...speeds],
    cards.map((card) => {
      const spread = spreadOf(card);
      return [
        linkTo(card),
        percent(card.accuracy.shipped),
        card.aim === undefined ? '' : aimText(card.aim, card.accuracy),
        spread === undefined ? '' : spreadText(spread),
        ...costs(card),
        trainingTime(card),
        ...(zoo === undefined ? [] : ZOO_BATCHES.map((batch) => speedCell(zoo, card, batch))),
      ];
    }),
  );
}

/** Label of the weights, as a link to their folder. */
export function linkTo(card: Card): string {
  return `[${labelOf(card.variant, card.options)}](weights/${tagOfCard(card)})`;
}

/** Minutes of training and the cores that it had. */
export function trainingTime({ minutes, machine }: Card): string {
  return `${minutes.toFixed(1)} × ${machine.cores}`;
}

/** Parameters, multiply-adds and size. */
export function costs({ params, macs, bytes }: Card): string[] {
  return [thousands(params), thousands(macs), `${thousands(Math.round(bytes / 1000))} kB`];
}

/** Published accuracy, and by how much it differs: in brackets where the nets do. */
export function comparisonCells({ published, difference, otherNet }: Comparison): [string, string] {
  const cells = [percent(published.accuracy), points(difference)] as [string, string];
  return otherNet.length === 0 ? cells : [`(${cells[0]})`, `(${cells[1]})`];
}

function comparedRow(card: Card, comparison: Comparison): string[] {
  const { published, otherNet } = comparison;
  const differences = [
    ...(otherNet.length === 0 ? [] : [`not the same net: ${otherNet.join(', ')}`]),
    ...(published.setting === undefined ? [] : [published.setting]),
  ];
  const doubt = published.certainty === 'read' ? '' : ' (recalled, not checked)';
  return [
    linkTo(card),
    percent(card.accuracy.shipped),
    ...comparisonCells(comparison),
    `${published.source}${doubt}`,
    differences.join('; '),
  ];
}

function speedCell(zoo: ZooResult, card: Card, batch: number): string {
  const speed = imagesPerSecond(zoo, tagOfCard(card), batch);
  return speed === undefined ? '' : thousands(Math.round(speed));
}

function conditions({ machine, versions, load, stolen, date, command }: ZooResult): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const lost = stolen === undefined ? '' : `, ${percent(stolen)} of the time stolen by the machine's host`;
  return (
    'From a batch in memory to probabilities that the program can read, on the engine `tensorflow`. ' +
    `${machine.cpu}, ${machine.cores} cores, load ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} ` +
    `after${lost}, Node ${machine.node}, ${named.join(', ')}, ${date.slice(0, 10)}. \`${command}\` measures it anew.`
  );
}

function untrained(cards: readonly Card[]): string[] {
  const trained = new Set(cards.map(tagOfCard));
  const tags = SHIPPED.map(tagOfRun).filter((tag) => !trained.has(tag));
  return tags.length === 0 ? [] : ['## Not trained yet', tags.map((tag) => `- ${tag}`).join('\n')];
}

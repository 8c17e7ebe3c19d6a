import type { TopLevelSpec } from 'vega-lite';
import { imagesPerSecond, ZOO_BATCHES, type ZooResult } from '../../bench/zoo';
import type { Card } from '../../src/card';
import { optionsText } from '../../src/option-values';
import { tagOfCard } from '../../src/pretrained';
import { scatter, type Axis, type Circle, type Panel } from './scatter';

/** A chart of the results on one data set, in the manner of Canziani et al. 2016, arXiv:1605.07678. */
export interface ResultChart {
  /** Of its files, behind the name of the data set. */
  name: string;
  caption: string;
  spec: TopLevelSpec;
}

/** What is known of weights and shown by a place or an area. */
interface Quantity {
  axis: Axis;
  /** Undefined where it was not measured. */
  of(card: Card): number | undefined;
}

const ACCURACY: Quantity = {
  axis: { title: 'test accuracy in %', scale: 'linear', format: '.2~f' },
  of: ({ accuracy }) => 100 * accuracy.shipped,
};

const OPERATIONS: Quantity = {
  axis: { title: 'multiply-adds an image', scale: 'log' },
  of: ({ macs }) => macs,
};

const PARAMETERS: Quantity = { axis: { title: 'parameters', scale: 'log' }, of: ({ params }) => params };

/** The charts that the cards of a data set make; those of speeds where these were measured. */
export function chartsOf(dataset: string, cards: readonly Card[], zoo: ZooResult | undefined): ResultChart[] {
  if (cards.length === 0) return [];
  const panel = (title: string, x: Quantity, y: Quantity, size: Quantity): Panel[] => {
    const circles = cards.flatMap((card) => circleOf(card, x, y, size));
    const axes = { x: x.axis, y: y.axis, size: size.axis.title };
    return circles.length === 0 ? [] : [scatter(circles, { title: `${dataset}: ${title}`, ...axes })];
  };
  const atEachSpeed = (panelAt: (speed: Quantity, batch: string) => Panel[]): Panel[] =>
    ZOO_BATCHES.flatMap((batch) => {
      const of = (card: Card) => imagesPerSecond(zoo, tagOfCard(card), batch);
      return panelAt({ axis: { title: 'images a second', scale: 'log' }, of }, `batch ${batch}`);
    });
  const panels: Record<string, [caption: string, panels: Panel[]]> = {
    operations: [
      'accuracy against operations',
      panel('accuracy against operations', OPERATIONS, ACCURACY, PARAMETERS),
    ],
    parameters: [
      'accuracy against parameters',
      panel('accuracy against parameters', PARAMETERS, ACCURACY, OPERATIONS),
    ],
    density: ['information density', [densities(dataset, cards)]],
    speed: [
      'accuracy against speed',
      atEachSpeed((speed, batch) => panel(`accuracy against speed, ${batch}`, speed, ACCURACY, OPERATIONS)),
    ],
    throughput: [
      'speed against operations',
      atEachSpeed((speed, batch) =>
        panel(`speed against operations, ${batch}`, OPERATIONS, speed, PARAMETERS),
      ),
    ],
  };
  return Object.entries(panels).flatMap(([name, [caption, own]]) =>
    own.length === 0 ? [] : [{ name, caption, spec: column(own) }],
  );
}

/** None where something was not measured. */
function circleOf(card: Card, ...quantities: [x: Quantity, y: Quantity, size: Quantity]): Circle[] {
  const [x, y, size] = quantities.map(({ of }) => of(card));
  if (x === undefined || y === undefined || size === undefined) return [];
  return [{ x, y, size, label: shortLabel(card), year: card.paper.year }];
}

function column(vconcat: Panel[]): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    config: { font: 'sans-serif', axis: { labelLimit: 0 }, legend: { titleLimit: 0 } },
    resolve: { scale: { size: 'shared', color: 'shared' } },
    vconcat,
  };
}

/** Points of accuracy for each million parameters, the densest first. */
function densities(dataset: string, cards: readonly Card[]): Panel {
  const values = cards
    .map((card) => ({ label: shortLabel(card), density: (1e8 * card.accuracy.shipped) / card.params }))
    .sort((one, other) => other.density - one.density);
  const all = values.map(({ density }) => density);
  const least = Math.min(...all) / 1.5;
  const domain = [least, Math.max(...all) * 1.5];
  const x = {
    field: 'density',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain },
  };
  return {
    title: `${dataset}: information density`,
    width: 620,
    height: { step: 18 },
    data: { values },
    encoding: { y: { field: 'label', type: 'nominal', sort: null, title: null } },
    layer: [
      {
        mark: { type: 'rule', color: '#b9c7d6' },
        encoding: { x, x2: { datum: least } },
      },
      {
        mark: { type: 'circle', size: 70, opacity: 1 },
        encoding: {
          x: { ...x, axis: { title: 'points of accuracy for each million parameters', format: '~s' } },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 7, fontSize: 10 },
        encoding: { x, text: { field: 'density', type: 'quantitative', format: '.3~s' } },
      },
    ],
  };
}

/** A variant without its data set's form in the name, and its options. */
function shortLabel({ variant, options }: Card): string {
  const name = variant.replace(/_(cifar|mnist)(?=_|$)/, '');
  return options === undefined ? name : `${name}, ${optionsText(options)}`;
}

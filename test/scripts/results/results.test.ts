import '../../support/vega';
import '../../../models';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { chartsOf } from '../../../scripts/results/charts';
import { comparisonOf } from '../../../scripts/results/compare';
import { resultsPage } from '../../../scripts/results/page';
import { PUBLISHED } from '../../../scripts/results/published';
import { resultFiles, writeResults } from '../../../scripts/results/write';
import { SHIPPED, tagOfRun } from '../../../scripts/recipes/shipped';
import type { Card } from '../../../src/card';
import { packageRoot } from '../../../src/package.node';
import { SAMPLE_CARD } from '../../support/sample-card';
import { SAMPLE_ZOO } from '../../support/sample-zoo';

/** A card as that of a shipped training would be. */
function card(variant: string, dataset: string, shipped: number, change: Partial<Card> = {}): Card {
  const { accuracy } = SAMPLE_CARD;
  return {
    ...SAMPLE_CARD,
    variant,
    dataset: { ...SAMPLE_CARD.dataset, name: dataset },
    accuracy: { ...accuracy, shipped },
    ...change,
  };
}

const lenet5 = card('lenet5', 'mnist', 0.9933, {
  params: 60_000,
  macs: 325_680,
  bytes: 121_680,
  minutes: 17.1,
  aim: 0.99,
});
const ciresan = card('ciresan_mlp1_mnist', 'mnist', 0.9929, {
  aim: 0.994,
  repeats: [{ seed: 2, accuracy: 0.9949 }],
});
const pixels = { ...SAMPLE_CARD.dataset, name: 'cifar10', pixels: 'JPEG' };
const narrow = card('vgg16_cifar', 'cifar10', 0.9164, { dataset: pixels, options: { alpha: 0.25 } });
const effnet = card('effnet_cifar_plain', 'cifar10', 0.83, { dataset: pixels });
const mobilenet = card('mobilenet_cifar', 'cifar10', 0.91, { dataset: pixels });
const cards = [ciresan, effnet, lenet5, mobilenet, narrow];
const page = resultsPage({ cards, zoo: SAMPLE_ZOO }, { mnist: [{ path: 'x.svg', caption: 'some' }] });
const lines = page.split('\n');

describe('what is published', () => {
  const keys = (table: Record<string, object>) =>
    Object.entries(table).flatMap(([dataset, own]) =>
      Object.keys(own).map((variant) => `${variant} ${dataset}`),
    );
  const shipped = SHIPPED.map(({ variant, dataset }) => `${variant} ${dataset}`);

  test('is of what is shipped alone', () => {
    expect(keys(PUBLISHED).filter((each) => !shipped.includes(each))).toEqual([]);
  });

  test('figures are shares of images', () => {
    const shares = Object.values(PUBLISHED).flatMap((own) =>
      Object.values(own).map(({ accuracy }) => accuracy),
    );
    expect(shares.filter((share) => !(share > 0.7 && share < 1))).toEqual([]);
  });

  test('a figure is of the same net only where both are as the variant has it', () => {
    expect(comparisonOf(lenet5)).toMatchObject({ difference: expect.closeTo(0.0013), otherNet: [] });
    expect(comparisonOf(ciresan)?.otherNet).toEqual(['theirs takes 29x29 pixels']);
    expect(comparisonOf(narrow)?.otherNet).toEqual(['ours has alpha 0.25']);
    expect(comparisonOf(mobilenet)).toBeUndefined();
    expect(comparisonOf({ ...lenet5, dataset: { ...lenet5.dataset, name: 'digits' } })).toBeUndefined();
  });
});

describe('RESULTS.md', () => {
  test.each([
    '| [lenet5](weights/lenet5-mnist) | 99.33 % | 99.00 %, reached |  | 60,000 | 325,680 | 122 kB | 17.1 × 2 | 2,000 | 32,000 |',
    '| [ciresan_mlp1_mnist](weights/ciresan_mlp1_mnist-mnist) | 99.29 % | 99.40 %, missed by 0.11 | 99.29 % to 99.49 %, mean 99.39 %, 2 seeds | 266,610 | 266,200 | 533 kB | 1.3 × 2 |  |  |',
    '| [effnet_cifar_plain](weights/effnet_cifar_plain-cifar10) | 83.00 % |  |  | 266,610 | 266,200 | 533 kB | 1.3 × 2 |  |  |',
    'Pixels: JPEG.',
    'Published figures are of original pixels, those here are not. Those in brackets are of another net: not a comparison of like with like.',
    '![mnist: some](x.svg)',
    '## Not trained yet',
  ])('has the line: %s', (line) => {
    expect(lines).toContain(line);
  });

  test('has published figures beside ours, in brackets with the reason where the nets differ', () => {
    const rows = lines.filter((line) => /\) \| \d/.test(line) && line.includes('et al.'));
    expect(rows).toEqual([
      '| [lenet5](weights/lenet5-mnist) | 99.33 % | 99.20 % | +0.13 | LeCun et al. 1998, doi:10.1109/5.726791 | distorted digits among those trained on |',
      '| [ciresan_mlp1_mnist](weights/ciresan_mlp1_mnist-mnist) | 99.29 % | (99.51 %) | (−0.22) | Cireşan et al. 2010, arXiv:1003.0358, net 1, chosen by validation (recalled, not checked) | not the same net: theirs takes 29x29 pixels; up to 800 epochs |',
      '| [effnet_cifar_plain](weights/effnet_cifar_plain-cifar10) | 83.00 % | 82.78 % | +0.22 | Freeman et al. 2018, arXiv:1801.06434, table of CIFAR-10 | Adam at a rate of 0.001, no augmentation, mean of 5 runs |',
    ]);
  });

  test('goes by data set, in each the best first', () => {
    const order = lines.flatMap((line) => /^(## .*|\| \[\w+)/.exec(line)?.[0] ?? []);
    expect(order).toEqual([
      ...['## mnist', '| [lenet5', '| [ciresan_mlp1_mnist', '| [lenet5', '| [ciresan_mlp1_mnist'],
      ...['## cifar10', '| [vgg16_cifar_alpha0', '| [mobilenet_cifar', '| [effnet_cifar_plain'],
      '| [vgg16_cifar_alpha0',
      ...['| [effnet_cifar_plain', '## Speed', '## Not trained yet'],
    ]);
  });

  test('lists what is not trained yet, other options among it, and nothing else', () => {
    const waiting = lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
    const trained = ['lenet5-mnist', 'ciresan_mlp1_mnist-mnist', 'effnet_cifar_plain-cifar10'];
    expect(waiting).toEqual(
      SHIPPED.map(tagOfRun).filter((tag) => ![...trained, 'vgg16_cifar_alpha0.25-cifar10'].includes(tag)),
    );
    expect(waiting).toContain('mobilenet_cifar_alpha0.25-cifar10');
  });

  test('names the files that its numbers are from, and they are there', () => {
    const sources = [...(lines[2] ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    expect(sources).toEqual(['weights', 'scripts/results/published.ts']);
    expect(sources.filter((path) => !existsSync(join(packageRoot(), path)))).toEqual([]);
  });

  test('has no speeds where none were measured', () => {
    const silent = resultsPage({ cards }, {});
    expect(silent).not.toMatch(/images\/s|## Speed/);
  });

  test('says under what the speeds were measured', () => {
    expect(page).toContain(
      "Some CPU, 2 cores, load 0.1 before and 1.2 after, 1.23 % of the time stolen by the machine's host, " +
        'Node 20.0.0, convzoo 0.1.0, tfjs 4.22.0, 2026-01-02. `npm run bench -- zoo` measures it anew.',
    );
  });
});

interface Drawn {
  data?: { values: object[] };
}

describe('the charts', () => {
  const mnist = [lenet5, ciresan];
  /** What the first layer of a chart's first panel draws. */
  const drawn = (name: string) => {
    const chart = chartsOf('mnist', mnist, SAMPLE_ZOO).find((each) => each.name === name);
    const { vconcat } = chart?.spec as unknown as { vconcat: (Drawn & { layer: Drawn[] })[] };
    return (vconcat[0]?.data ?? vconcat[0]?.layer[0]?.data)?.values;
  };

  test('are of operations, parameters and density, and of speeds where there are some', () => {
    expect(chartsOf('mnist', mnist, undefined).map(({ name }) => name)).toEqual([
      'operations',
      'parameters',
      'density',
    ]);
    expect(chartsOf('mnist', mnist, SAMPLE_ZOO).map(({ name }) => name)).toEqual([
      'operations',
      'parameters',
      'density',
      'speed',
      'throughput',
    ]);
    expect(chartsOf('mnist', [], SAMPLE_ZOO)).toEqual([]);
  });

  test('show accuracy in percent over operations, with areas for parameters, the large circles behind', () => {
    expect(drawn('operations')).toEqual([
      { label: 'ciresan_mlp1', year: 1998, x: 266_200, y: expect.closeTo(99.29), size: 266_610 },
      { label: 'lenet5', year: 1998, x: 325_680, y: expect.closeTo(99.33), size: 60_000 },
    ]);
  });

  test('show points of accuracy for each million parameters, the densest first', () => {
    expect(drawn('density')).toEqual([
      { label: 'lenet5', density: expect.closeTo(99.33 / 0.06) },
      { label: 'ciresan_mlp1', density: expect.closeTo(99.29 / 0.26661) },
    ]);
  });

  test('leave out of the speeds what was not measured', () => {
    expect(drawn('speed')).toEqual([
      { label: 'lenet5', year: 1998, x: 2000, y: expect.closeTo(99.33), size: 325_680 },
    ]);
  });

  test('name the options that a net was built with', () => {
    const [operations] = chartsOf('cifar10', [narrow], undefined);
    expect(JSON.stringify(operations?.spec)).toContain('"vgg16, alpha 0.25"');
  });

  test('lie beside the page that shows them, as SVG and PNG', async () => {
    const files = await resultFiles({ cards });
    const names = [...files.keys()];
    expect(names).toHaveLength(2 * 3 + 1);
    expect(files.get('RESULTS.md')).toContain(
      '![cifar10: information density](bench/results/cifar10-density.svg)',
    );
    const folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
    await writeResults(folder, { cards: [lenet5] });
    const svg = await readFile(join(folder, 'bench/results/mnist-operations.svg'), 'utf8');
    expect(svg).toMatch(/^<svg[^]*>lenet5<\/text>/);
    const { width = 0 } = await sharp(join(folder, 'bench/results/mnist-operations.png')).metadata();
    expect(width).toBeGreaterThan(880);
    await rm(folder, { recursive: true });
  });
});

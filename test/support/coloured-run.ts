import * as tf from '@tensorflow/tfjs';
import type { Card } from '../../src/card';
import { Dataset } from '../../src/data/dataset';
import { Random } from '../../src/random';
import type { RunReportFacts } from '../../src/report/run-report.node';
import { SAMPLE_CARD } from './sample-card';
import { SAMPLE_HISTORY } from './sample-history';

const SIDE = 12;

/** Names that do harm in a page that does not escape them. */
const NAMES = [
  '<script>alert(1)</script>',
  '"red" & \'blue\'',
  'a very long name of a class without any end',
];

/**
 * A run whose model was never trained, with images of one colour each and some noise, and labels drawn by lot.
 *
 * @param classes the first three have names that a page must escape
 */
export function colouredRun({ classes = 3, images = 30 } = {}): RunReportFacts {
  const names = Array.from({ length: classes }, (_, i) => NAMES[i] ?? `class ${i}`);
  const random = new Random(1, 0);
  const labels = Uint8Array.from({ length: images }, () => random.integer(classes));
  const pixels = Uint8Array.from({ length: images * SIDE * SIDE * 3 }, (_, i) => {
    const colour = Math.floor(i / (SIDE * SIDE * 3)) % 3;
    return random.integer(60) + (colour === i % 3 ? 180 : 0);
  });
  const dataset = new Dataset({
    name: 'colours',
    images: pixels,
    labels,
    imageShape: [SIDE, SIDE, 3],
    classes: names,
    pixels: 'original',
  });
  const card: Card = {
    ...SAMPLE_CARD,
    variant: 'net_of_<b>test</b>',
    classes: names,
    base: 'resnet20-cifar10',
    dataset: { ...SAMPLE_CARD.dataset, name: 'colours' },
    preprocessing: {
      imageSize: [SIDE, SIDE],
      channels: 3,
      padding: 2,
      background: 0,
      mean: [100, 100, 100],
      std: [80, 80, 80],
    },
  };
  return { card, model: net(classes), history: SAMPLE_HISTORY, dataset, part: 'test' };
}

function net(classes: number): tf.LayersModel {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  return tf.sequential({
    name: 'net',
    layers: [
      tf.layers.conv2d({
        inputShape: [SIDE + 4, SIDE + 4, 3],
        filters: 8,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer,
        name: 'conv',
      }),
      tf.layers.globalAveragePooling2d({ name: 'average' }),
      tf.layers.dense({ units: classes, kernelInitializer, name: 'classifier' }),
      tf.layers.activation({ activation: 'softmax', name: 'probabilities' }),
    ],
  });
}

import * as tf from '@tensorflow/tfjs';
import { UntiedBias } from '../../src/layers/untied-bias';
import { through } from '../../src/layers/through';

const { layers } = tf;

export const SIDE = 8;
/** The corner at the top left that `cornerNet` sees. */
export const CORNER = 2;

/** `filters` maps of 1x1 convolutions without a bias. */
export const pointwise = (name: string, filters: number) =>
  layers.conv2d({ name, filters, kernelSize: 1, useBias: false });

/** The means of maps, and scores and probabilities of two classes from them. */
export function pooledClassifier(): tf.layers.Layer[] {
  return [
    layers.globalAveragePooling2d({ name: 'pool' } as Parameters<typeof layers.globalAveragePooling2d>[0]),
    layers.dense({ name: 'fc', units: 2, useBias: false }),
    layers.softmax({ name: 'probabilities' }),
  ];
}

export function netOf(inputShape: number[], all: tf.layers.Layer[], weights: Record<string, number[]> = {}) {
  const image = tf.input({ shape: inputShape, name: 'image' });
  const net = tf.model({ inputs: image, outputs: through(image, all), name: 'net' });
  setWeights(net, weights);
  return net;
}

/** Sets weights by the names of their layers. */
export function setWeights(net: tf.LayersModel, weights: Record<string, number[]>): void {
  for (const [name, values] of Object.entries(weights)) {
    const weight = net.weights.find(({ originalName }) => originalName.split('/').at(-2) === name);
    if (weight === undefined) throw new Error(`no weight of ${name}`);
    const tensor = tf.tensor(values, weight.shape as number[]);
    weight.write(tensor);
    tensor.dispose();
  }
}

/** A net of grey images that is blind outside of the corner at the top left: the brighter that is, the likelier class 0. */
export function cornerNet(): tf.LayersModel {
  const isCorner = (i: number) => i % SIDE < CORNER && Math.floor(i / SIDE) < CORNER;
  return netOf(
    [SIDE, SIDE, 1],
    [
      pointwise('conv', 1),
      new UntiedBias({ name: 'blind' }),
      layers.reLU({ name: 'relu' }),
      ...pooledClassifier(),
    ],
    {
      conv: [1],
      blind: Array.from({ length: SIDE * SIDE }, (_, i) => (isCorner(i) ? 0 : -100)),
      fc: [10, 0],
    },
  );
}

/** 1 in the corner, 0 elsewhere. */
export const CORNER_HEAT = Array.from({ length: SIDE }, (_, row) =>
  Array.from({ length: SIDE }, (__, column) => (row < CORNER && column < CORNER ? 1 : 0)),
);

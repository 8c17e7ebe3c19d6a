import * as tf from '@tensorflow/tfjs';
import { ScaledTanh } from '../src/layers/scaled-tanh';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** Deep, big and simple nets for digits. Cireşan, Meier, Gambardella, Schmidhuber 2010: table 1. */
const PAPER = {
  title: 'Deep Big Simple Neural Nets Excel on Handwritten Digit Recognition',
  authors: 'D. C. Cireşan, U. Meier, L. M. Gambardella, J. Schmidhuber',
  year: 2010,
  reference: 'arXiv:1003.0358',
};

interface MLP extends VariantFacts {
  /** Units of the layers before the last. */
  hidden: readonly number[];
}

const NETS = {
  1: { hidden: [1000, 500] },
  2: { hidden: [1500, 1000, 500] },
  3: { hidden: [2000, 1500, 1000, 500] },
  4: { hidden: [2500, 2000, 1500, 1000, 500] },
  5: { hidden: [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000] },
} as const;

/** Its weights are counted in the table for these 841 inputs: the digits on a field of 29x29. */
const PAPERS = {
  inputShape: [29, 29, 1],
  classes: 10,
  pixels: PIXELS.symmetric,
  deviations: [],
} as const;

/** The digits as MNIST has them. */
const MNIST = {
  ...PAPERS,
  inputShape: [28, 28, 1],
  deviations: ['28x28 inputs, not 29x29'],
} as const;

// prettier-ignore
const VARIANTS: Record<string, MLP> = {
  ciresan_mlp1: { ...PAPERS, ...NETS[1], params: 1_347_510, macs: 1_346_000 },
  ciresan_mlp2: { ...PAPERS, ...NETS[2], params: 3_269_510, macs: 3_266_500 },
  ciresan_mlp3: { ...PAPERS, ...NETS[3], params: 6_692_010, macs: 6_687_000 },
  ciresan_mlp4: { ...PAPERS, ...NETS[4], params: 12_115_010, macs: 12_107_500 },
  ciresan_mlp5: { ...PAPERS, ...NETS[5], params: 8_860_010, macs: 8_851_000 },
  ciresan_mlp1_mnist: { ...MNIST, ...NETS[1], params: 1_290_510, macs: 1_289_000 },
  ciresan_mlp4_mnist: { ...MNIST, ...NETS[4], params: 11_972_510, macs: 11_965_000 },
};

/** As the paper draws and squashes. */
const WEIGHTS = { minval: -0.05, maxval: 0.05 };
const SLOPE = 0.6666;

function build({ hidden }: MLP, options: BuildOptions, name: string): tf.LayersModel {
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [
    tf.layers.flatten({ name: 'flatten' }),
    ...hidden.flatMap((units, i) => [
      dense(`fc${i + 1}`, units),
      new ScaledTanh({ name: `squash${i + 1}`, slope: SLOPE }),
    ]),
  ]);
  const outputs = top(features, options, () => [
    dense(`fc${hidden.length + 1}`, options.classes),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function dense(name: string, units: number): tf.layers.Layer {
  return tf.layers.dense({ name, units, kernelInitializer: tf.initializers.randomUniform(WEIGHTS) });
}

register({ family: 'ciresan', paper: PAPER, variants: VARIANTS, build });

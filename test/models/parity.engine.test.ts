import * as tf from '@tensorflow/tfjs';
import '../../models';
import { nameMap } from '../../src/convert/names';
import { importWeights } from '../../src/convert/names/transfer';
import { find } from '../../src/registry';
import { scoresOf } from '../../src/scores';
import { fill, golden, hasGolden, relativeError, type Golden } from '../support/golden';
import { undrawn } from '../support/undrawn';

/** Reference, our variant, and whose names the reference has. */
const FIXTURES = [
  ['ref-resnet20_cifar_a', 'resnet20', 'akamaster'],
  ['ref-resnet20_cifar_a_splitpad', 'resnet20_around', 'akamaster'],
  ['ref-resnet20_cifar_b', 'resnet20_b', 'akamaster'],
  ['ref-resnet56_cifar_a', 'resnet56', 'akamaster'],
  ['ref-preact_resnet20_cifar_a', 'preact_resnet20', 'preactivation'],
  ['ref-preact_resnet20_cifar_b', 'preact_resnet20_b', 'preactivation'],
  ['ref-preact_resnet20_cifar_b_projbn', 'preact_resnet20_b_bn', 'preactivationBn'],
  ['ref-preact_resnet20_cifar_b_rawfirst', 'preact_resnet20_b_raw', 'preactivation'],
  ['torchvision-resnet18', 'resnet18', 'torchvision'],
  ['torchvision-resnet50', 'resnet50_v1_5', 'torchvision'],
  ['torchvision-resnet101', 'resnet101_v1_5', 'torchvision'],
  ['torchvision-resnet152', 'resnet152_v1_5', 'torchvision'],
  ['keras-ResNet50', 'resnet50_keras', 'keras'],
  ['torchvision-vgg11', 'vgg11_torchvision', 'torchvision'],
  ['torchvision-vgg13_bn', 'vgg13_bn', 'torchvision'],
  ['torchvision-vgg16', 'vgg16_torchvision', 'torchvision'],
  ['keras-VGG16', 'vgg16_keras', 'keras'],
  ['keras-VGG19', 'vgg19_keras', 'keras'],
  ['ref-vgg_c', 'vgg16_c', 'caffe'],
  ['keras-Xception', 'xception', 'keras'],
  ['timm-legacy_xception', 'xception_timm', 'timm'],
] as const;

/** wasm would take minutes for the large ones. */
const isRun = ([, variant]: (typeof FIXTURES)[number]) =>
  engine === 'tensorflow' || find(variant).facts.params < 1e7;
const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE;

function logitsOf(variant: string, reference: string, { tensors, input }: Golden): tf.TypedArray {
  const model = undrawn(variant);
  const values = tensors.map(({ name, shape, lo, hi }) => {
    return [name, { shape, read: () => fill(name, shape, lo, hi) }] as const;
  });
  importWeights(model, nameMap(find(variant).family, reference), Object.fromEntries(values));
  const logits = tf.tidy(() => {
    const image = fill(input.name, input.shape, input.lo, input.hi);
    const scores = scoresOf(model).model.predict(
      input.layout === 'NCHW' ? image.transpose([0, 2, 3, 1]) : image,
    );
    return (scores as tf.Tensor).dataSync();
  });
  model.dispose();
  return logits;
}

(hasGolden ? describe : describe.skip)('weights of a reference implementation', () => {
  it.each(FIXTURES.filter(isRun))(
    '%s: %s computes the logits that it computes',
    (name, variant, reference) => {
      const before = tf.memory().numTensors;
      const fixture = golden(name);
      expect(relativeError(logitsOf(variant, reference, fixture), fixture.logits)).toBeLessThan(1e-4);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

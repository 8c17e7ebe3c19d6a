import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../../models';
import { nameMap } from '../../src/convert/names';
import { importWeights } from '../../src/convert/names/transfer';
import { find } from '../../src/registry';
import { scoresOf } from '../../src/scores';
import {
  comparedPart,
  fill,
  golden,
  goldenNames,
  hasGolden,
  imageShape,
  relativeError,
  type Golden,
} from '../support/golden';
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
  ['ref-googlenet_caffe', 'googlenet', 'caffe'],
  ['torchvision-googlenet', 'googlenet_torchvision', 'torchvision'],
  ['ref-bn_inception', 'inception_v2_counting', 'reference'],
  ['ref-bn_inception_exclpad', 'inception_v2', 'reference'],
  ['torchvision-inception_v3', 'inception_v3_torchvision_aux', 'torchvision'],
  ['keras-InceptionV3', 'inception_v3_keras', 'keras'],
  ['torchvision-vgg11', 'vgg11_torchvision', 'torchvision'],
  ['torchvision-vgg13_bn', 'vgg13_bn', 'torchvision'],
  ['torchvision-vgg16', 'vgg16_torchvision', 'torchvision'],
  ['keras-VGG16', 'vgg16_keras', 'keras'],
  ['keras-VGG19', 'vgg19_keras', 'keras'],
  ['ref-enet_c12', 'enet_camvid', 'reference'],
  ['ref-fractalnet_c3_thin', 'fractalnet20_thin', 'reference'],
  ['ref-vgg_c', 'vgg16_c', 'caffe'],
  ['torchvision-squeezenet1_0', 'squeezenet1_0', 'torchvision'],
  ['torchvision-squeezenet1_1', 'squeezenet1_1', 'torchvision'],
  ['ref-squeezenet1_0_simple_bypass', 'squeezenet1_0_simple', 'paper'],
  ['ref-nin_cifar10', 'nin_cifar', 'author'],
  ['ref-maxout_cifar10', 'maxout_cifar', 'reference'],
  ['keras-Xception', 'xception', 'keras'],
  ['timm-legacy_xception', 'xception_timm', 'timm'],
  ['timm-inception_v4', 'inception_v4_released', 'timm'],
  ['ref-inception_v4_paper', 'inception_v4', 'reference'],
  ['ref-inception_resnet_v1', 'inception_resnet_v1', 'reference'],
  ['ref-inception_resnet_v1_noscale', 'inception_resnet_v1_unscaled', 'reference'],
  ['timm-inception_resnet_v2', 'inception_resnet_v2_released', 'timm'],
  ['keras-InceptionResNetV2', 'inception_resnet_v2_keras', 'keras'],
  ['keras-MobileNet_0.25_128', 'mobilenet_025_128_keras', 'keras'],
  ['keras-MobileNet_1.0_224', 'mobilenet_100_224_keras', 'keras'],
  ['timm-mobilenetv1_100', 'mobilenet_100_224_timm', 'timm'],
  ['ref-mobilenet_v1_paper', 'mobilenet_100_224', 'reference'],
  ['ref-mobilenet_v1_paper_same', 'mobilenet_100_224_same', 'reference'],
  ['ref-shufflenet_v1_g1', 'shufflenet_g1', 'reference'],
  ['ref-shufflenet_v1_g3', 'shufflenet_g3', 'reference'],
  ['ref-shufflenet_v1_g3_exclpad', 'shufflenet_g3_uncounted', 'reference'],
  ['ref-effnet_cifar', 'effnet_cifar', 'reference'],
  ['ref-effnet_cifar_act_bn', 'effnet_cifar_leaky', 'reference'],
  ['timm-ghostnet_100', 'ghostnet_100', 'timm'],
  ['ref-ciresan_mlp4', 'ciresan_mlp4', 'reference'],
  ['ref-alexnet_2group', 'alexnet', 'caffe'],
  ['ref-alexnet_2group_bvlc', 'alexnet_caffe', 'caffe'],
  ['ref-caffenet', 'caffenet', 'caffe'],
  ['torchvision-alexnet', 'alexnet_2014', 'torchvision'],
  ['ref-overfeat_fast', 'overfeat_fast', 'reference'],
] as const;

/** References that another test of this folder reads, and which. */
const ELSEWHERE = {
  'ref-lenet5_1998': 'lenet.engine.test.ts',
  'ref-lenet_caffe': 'lenet.engine.test.ts',
};

/** wasm would take minutes for the large ones. */
const isRun = ([, variant]: (typeof FIXTURES)[number]) =>
  engine === 'tensorflow' || find(variant).facts.params < 1e7;
const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE;

function logitsOf(variant: string, reference: string, fixture: Golden): tf.TypedArray {
  const { tensors, input } = fixture;
  const model = undrawn(variant, { inputShape: imageShape(fixture) });
  const values = tensors.map(({ name, shape, lo, hi }) => {
    return [name, { shape, read: () => fill(name, shape, lo, hi) }] as const;
  });
  importWeights(model, nameMap(find(variant).family, reference), Object.fromEntries(values));
  const logits = tf.tidy(() => {
    const image = fill(input.name, input.shape, input.lo, input.hi);
    const scores = scoresOf(model).model.predict(
      input.layout === 'NCHW' ? image.transpose([0, 2, 3, 1]) : image,
    );
    return comparedPart(scores as tf.Tensor, fixture).dataSync();
  });
  model.dispose();
  return logits;
}

(hasGolden ? describe : describe.skip)('weights of a reference implementation', () => {
  it('are read by a test, those of every reference', () => {
    const read = new Set<string>([...FIXTURES.map(([name]) => name), ...Object.keys(ELSEWHERE)]);
    expect(goldenNames().filter((name) => !read.has(name))).toEqual([]);
    for (const [name, file] of Object.entries(ELSEWHERE))
      expect(readFileSync(join(__dirname, file), 'utf8')).toContain(`'${name}'`);
  });

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

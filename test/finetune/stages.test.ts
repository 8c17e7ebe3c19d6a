import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { checkFreezable, rateFactors, stagesOf, unfreeze } from '../../src/finetune/stages';
import { through } from '../../src/layers/through';
import { blockNet } from '../support/bases';

const namesOf = (model: tf.LayersModel) => stagesOf(model).map((layers) => layers.map(({ name }) => name));

const trainedNames = (model: tf.LayersModel) =>
  model.trainableWeights.map(({ originalName }) => originalName);

describe('the stages of a net', () => {
  it('begin where the maps have halved, and only layers with weights are in them', () => {
    expect(namesOf(blockNet())).toEqual([['stem', 'stem_bn'], ['block1'], ['block2'], ['fc']]);
  });

  it('of ResNet-20 are those of the paper, the stem with the first', () => {
    const [first, ...others] = namesOf(create('resnet20', { includeTop: false, seed: 1 }));
    const blocks = (stage: number) => [1, 2, 3].map((block) => `stage${stage}_block${block}`);
    expect([first, ...others]).toEqual([['conv1', 'bn1', ...blocks(1)], blocks(2), blocks(3)]);
  });

  it('take sizes together that padding or its lack alone tells apart', () => {
    const net = create('inception_v3', { includeTop: false, inputShape: [139, 139, 3], seed: 1 });
    expect(stagesOf(net)).toHaveLength(5);
  });
});

describe('unfreezing', () => {
  it('trains the last stages alone, with all that is inside of their blocks', () => {
    const model = blockNet();
    const stages = stagesOf(model);
    unfreeze(stages, 2, false);
    const names = trainedNames(model);
    expect(new Set(names.map((name) => name.split('/')[0]))).toEqual(new Set(['block2', 'fc']));
    expect(names).toContain('block2/bn1/gamma');
    expect(names.some((name) => name.includes('moving'))).toBe(false);
    unfreeze(stages, 9, false);
    expect(trainedNames(model)).toEqual(trainedNames(blockNet()));
    unfreeze(stages, 0, false);
    expect(trainedNames(model)).toEqual([]);
  });

  it('can leave the batch norms of all stages frozen', () => {
    const model = blockNet();
    unfreeze(stagesOf(model), 9, true);
    const names = trainedNames(model);
    expect(names).toContain('block1/conv1/kernel');
    expect(names.filter((name) => /gamma|beta/.test(name))).toEqual([]);
    unfreeze(stagesOf(model), 9, false);
    expect(trainedNames(model)).toContain('block1/bn1/gamma');
  });
});

test('the rate falls from stage to stage towards the image', () => {
  expect(rateFactors(stagesOf(blockNet()), 0.5)).toEqual({
    fc: 0.5,
    block2: 0.25,
    block1: 0.125,
    stem: 0.0625,
    stem_bn: 0.0625,
  });
});

test("a net with tfjs's batch normalisation is refused: it would move its statistics", () => {
  const image = tf.input({ shape: [4, 4, 1] });
  const layers = [tf.layers.batchNormalization({ name: 'theirs' }), tf.layers.flatten()];
  const net = tf.model({ inputs: image, outputs: through(image, layers), name: 'net' });
  expect(() => checkFreezable(net)).toThrow(ConvzooError);
  expect(() => checkFreezable(net)).toThrow("net: layer theirs is tfjs's BatchNormalization");
  expect(() => checkFreezable(blockNet())).not.toThrow();
});

import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import '../../../models';
import { create } from '../../../src/create';
import { compileGraph } from '../../../src/engine/graph/compile-graph.node';
import { processorHasBfloat16 } from '../../../src/engine/processor.node';
import { BatchNorm } from '../../../src/layers/batch-norm';
import { ChannelShuffle } from '../../../src/layers/channel-shuffle';
import { Dropout, DropPath, SpatialDropout2D } from '../../../src/layers/dropout';
import { GroupConv2D } from '../../../src/layers/grouped-conv2d';
import { LRN } from '../../../src/layers/lrn';
import { seeded } from '../../../src/seeded';
import { through } from '../../../src/layers/through';
import { TrainingStep } from '../../../src/train/step';
import type { RecipeInput } from '../../../src/train/recipe';
import { Trainer } from '../../../src/train/trainer';
import { PREPROCESSING, recipe, smallNet, stripes } from '../../support/trainings';

const isTensorflow = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE === 'tensorflow';
const describeHere = isTensorflow ? describe : describe.skip;

type Symbol = tf.SymbolicTensor;
const conv = (name: string, filters: number, kernelSize: number) =>
  tf.layers.conv2d({ name, filters, kernelSize, padding: 'same' });
const normalised = (name: string, x: Symbol) =>
  through(x, [new BatchNorm({ name: `${name}_bn` }), tf.layers.reLU({ name: `${name}_relu` })]);

/** Small nets of different kinds, each from features to features. */
const KINDS: Record<string, (x: Symbol) => Symbol> = {
  plain: (x) =>
    through(x, [
      conv('a', 6, 3),
      tf.layers.reLU({ name: 'relu' }),
      tf.layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
    ]),
  residual: (x) => {
    const branch = normalised(
      'b',
      through(normalised('a', through(x, [conv('a', 4, 3)])), [conv('b', 4, 3)]),
    );
    const shortcut = through(x, [conv('shortcut', 4, 1)]);
    return tf.layers.add({ name: 'add' }).apply([branch, shortcut]) as Symbol;
  },
  inception: (x) => {
    const pooled = through(x, [
      tf.layers.averagePooling2d({ name: 'pool', poolSize: 3, strides: 1, padding: 'same' }),
      conv('c', 2, 1),
    ]);
    const branches = [through(x, [conv('a', 3, 1)]), through(x, [conv('b', 3, 5)]), pooled];
    return tf.layers.concatenate({ name: 'concat' }).apply(branches) as Symbol;
  },
  depthwise: (x) => {
    const spatial = tf.layers.depthwiseConv2d({ name: 'dw', kernelSize: 3, strides: 2, padding: 'same' });
    return normalised('pw', through(normalised('dw', through(x, [spatial])), [conv('pw', 6, 1)]));
  },
  'grouped with shuffle': (x) => {
    const grouped = (name: string) => new GroupConv2D({ name, filters: 6, kernelSize: 1, groups: 3 });
    const shuffled = through(normalised('a', through(x, [grouped('a')])), [
      new ChannelShuffle({ name: 'shuffle', groups: 3 }),
    ]);
    return normalised('b', through(shuffled, [grouped('b')]));
  },
  'local response normalisation': (x) =>
    through(x, [
      conv('a', 6, 3),
      tf.layers.reLU({ name: 'relu' }),
      new LRN({ name: 'lrn' }),
      conv('b', 4, 3),
    ]),
  'random layers': (x) => {
    const noisy = through(x, [
      conv('a', 6, 3),
      new Dropout({ name: 'dropout', rate: 0.3 }),
      new SpatialDropout2D({ name: 'spatial', rate: 0.2 }),
      conv('b', 3, 3),
      new DropPath({ name: 'path', rate: 0.3 }),
    ]);
    return tf.layers.add({ name: 'add' }).apply([x, noisy]) as Symbol;
  },
};

function net(features: (x: Symbol) => Symbol): tf.LayersModel {
  return seeded(1, () => {
    const image = tf.input({ shape: [10, 10, 3], name: 'image' });
    const output = through(features(image), [
      tf.layers.globalAveragePooling2d({ name: 'gap', dataFormat: 'channelsLast' }),
      tf.layers.dense({ name: 'logits', units: 4 }),
      tf.layers.softmax({ name: 'probabilities' }),
    ]);
    return tf.model({ inputs: image, outputs: output, name: 'net' });
  });
}

/** With an auxiliary head on the image. */
function twoHeads(): tf.LayersModel {
  const main = net(KINDS['random layers'] as (x: Symbol) => Symbol);
  const [image] = main.inputs as [Symbol];
  const head = seeded(2, () =>
    through(image, [
      tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({ name: 'auxiliary', units: 4 }),
      tf.layers.softmax({ name: 'auxiliary_probabilities' }),
    ]),
  );
  return tf.model({ inputs: image, outputs: [main.outputs[0] as Symbol, head], name: 'two' });
}

const MODELS: [string, () => tf.LayersModel, Partial<RecipeInput>][] = [
  ['mixup and an auxiliary head', twoHeads, { mixup: { alpha: 0.4 }, auxiliaryWeights: [0.3] }],
  ...Object.entries(KINDS).map(([kind, features]): [string, () => tf.LayersModel, Partial<RecipeInput>] => [
    kind,
    () => net(features),
    {},
  ]),
  ['lenet5', () => create('lenet5', { seed: 1 }), { loss: { name: 'codePosterior', rejection: 10 } }],
  [
    'lenet_caffe',
    () => create('lenet_caffe', { seed: 1 }),
    { loss: { name: 'crossEntropy', labelSmoothing: 0.1 } },
  ],
];

const RGB = {
  imageSize: [10, 10] as [number, number],
  channels: 3 as const,
  padding: 0,
  background: 0,
  mean: [100, 100, 100],
  std: [80, 80, 80],
};

/** Losses of some steps on the same batch, the learning rate falling, and the weights after them. */
async function train(model: tf.LayersModel, changes: Partial<RecipeInput>, isEager: boolean, steps: number) {
  const [height = 0, width = 0, channels = 0] = model.inputs[0]?.shape.slice(1) as number[];
  const classes = model.outputs[0]?.shape[1] as number;
  const preprocessing = {
    imageSize: [height, width] as [number, number],
    channels: channels as 1 | 3,
    padding: 0,
    background: 0,
    mean: Array<number>(channels).fill(100),
    std: Array<number>(channels).fill(80),
  };
  const optimizer = { name: 'sgd', momentum: 0.9 } as const;
  const settings = recipe({ averageDecay: 0.9, clipNorm: 5, optimizer, ...changes });
  const step = new TrainingStep(model, settings, preprocessing, isEager);
  const images = tf.randomUniform([8, height, width, channels], 0, 255, 'float32', 7) as tf.Tensor4D;
  const labels = tf.tensor1d(
    [0, 1, 2, 3, 0, 1, 2, 3].map((label) => label % classes),
    'int32',
  );
  const losses: number[] = [];
  for (let i = 1; i <= steps; i++) losses.push((await step.run({ images, labels }, 0.01 / i, i)).loss);
  step.pull();
  const weights = [...step.variables].map(([name, value]) => [name, [...value.dataSync()]] as const);
  step.dispose();
  tf.dispose([images, labels]);
  return { losses, weights };
}

const tensorflow = () => tf.backend() as unknown as { getNumOfSavedModels(): number };
const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('convzoo-graph-'));

describeHere('a training step as one graph', () => {
  it.each(MODELS)('has the losses of the eager step over 50 steps: %s', async (_, make, changes) => {
    const eager = await train(make(), changes, true, 50);
    const graph = await train(make(), changes, false, 50);
    graph.losses.forEach((loss, i) => expect(loss / (eager.losses[i] ?? NaN)).toBeCloseTo(1, 4));
    expect(new Set(graph.losses).size).toBeGreaterThan(40);
    expect(graph.weights.map(([name]) => name)).toEqual(eager.weights.map(([name]) => name));
  });

  it.each(MODELS)(
    'comes within 3 % of its losses when computed in bfloat16: %s',
    async (_, make, changes) => {
      const full = await train(make(), changes, false, 10);
      const mixed = await train(make(), { ...changes, precision: 'bfloat16' }, false, 10);
      mixed.losses.forEach((loss, i) =>
        expect(Math.abs(loss / (full.losses[i] ?? NaN) - 1)).toBeLessThan(0.03),
      );
      const differs = mixed.losses.some((loss, i) => loss !== full.losses[i]);
      expect(differs).toBe(processorHasBfloat16());
    },
  );

  it.each(['sgd', 'adam', 'adamw'] as const)('updates as the eager step does with %s', async (name) => {
    const optimizer =
      name === 'sgd'
        ? { name, momentum: 0.9, nesterov: true, weightDecay: 0.01 }
        : { name, weightDecay: 0.01 };
    const eager = await train(net(KINDS['plain'] as (x: Symbol) => Symbol), { optimizer }, true, 5);
    const graph = await train(net(KINDS['plain'] as (x: Symbol) => Symbol), { optimizer }, false, 5);
    graph.weights.forEach(([, values], w) =>
      values.forEach((value, i) => expect(value).toBeCloseTo(eager.weights[w]?.[1][i] ?? NaN, 5)),
    );
  });

  it('goes on from weights, slots and averages that were set between two steps', async () => {
    const optimizer = { name: 'adam', weightDecay: 0.01 } as const;
    const losses = async (isEager: boolean) => {
      const step = new TrainingStep(
        twoHeads(),
        recipe({ optimizer, averageDecay: 0.9, auxiliaryWeights: [1] }),
        RGB,
        isEager,
      );
      const batch = {
        images: tf.ones([4, 10, 10, 3]) as tf.Tensor4D,
        labels: tf.tensor1d([0, 1, 2, 3], 'int32'),
      };
      const first = await step.run(batch, 0.01, 1);
      step.pull();
      for (const variable of step.variables.values()) variable.assign(tf.fill(variable.shape, 0.1));
      const second = await step.run(batch, 0.01, 2);
      step.pull();
      const values = [...step.variables.values()].map((variable) => variable.dataSync()[0] ?? NaN);
      step.dispose();
      return [first.loss, second.loss, ...values];
    };
    const eager = await losses(true);
    (await losses(false)).forEach((value, i) => expect(value).toBeCloseTo(eager[i] ?? NaN, 4));
  });

  it('frees its session and its folder, and leaves no tensors behind', async () => {
    const model = net(KINDS['residual'] as (x: Symbol) => Symbol);
    const before = [tf.memory().numTensors, tensorflow().getNumOfSavedModels(), folders().length];
    await train(model, {}, false, 3);
    expect([tf.memory().numTensors, tensorflow().getNumOfSavedModels(), folders().length]).toEqual(before);
  });

  it('frees its session and its folder also when a training fails', async () => {
    const before = [tensorflow().getNumOfSavedModels(), folders().length];
    const endless = recipe({
      schedule: { name: 'constant', learningRate: 1e300 },
      optimizer: { name: 'sgd' },
    });
    await expect(new Trainer(smallNet(), endless, PREPROCESSING).fit(stripes(60))).rejects.toThrow(
      'the loss became',
    );
    expect([tensorflow().getNumOfSavedModels(), folders().length]).toEqual(before);
  });

  it('refuses random numbers drawn in JavaScript, which the graph would repeat', async () => {
    const dropout = (x: Symbol) => through(x, [tf.layers.dropout({ name: 'dropout', rate: 0.5 })]);
    const before = tensorflow().getNumOfSavedModels();
    await expect(train(net(dropout), {}, false, 1)).rejects.toThrow(
      /graph: \w+ reads a constant that changes from step to step and would be frozen/,
    );
    expect(tensorflow().getNumOfSavedModels()).toBe(before);
  });
});

describeHere('compileGraph', () => {
  const counter = () => tf.variable(tf.tensor1d([1, 2]), false);

  it('keeps its variables in the graph and gives them back when they are pulled', () => {
    const sum = counter();
    const compiled = compileGraph([sum], ([x]) => {
      sum.assign(tf.add(sum, x as tf.Tensor));
      return [tf.mul(sum, 10)];
    });
    const results = [1, 2, 3].map((value) => [
      ...(compiled.run([tf.tensor1d([value, value])])[0] as tf.Tensor).dataSync(),
    ]);
    expect(results).toEqual([
      [20, 30],
      [40, 50],
      [70, 80],
    ]);
    expect([...sum.dataSync()]).toEqual([1, 2]);
    compiled.pull();
    expect([...sum.dataSync()]).toEqual([7, 8]);
    compiled.dispose();
  });

  it('goes on from what was written to a variable after it was pulled', () => {
    const sum = counter();
    const compiled = compileGraph([sum], ([x]) => {
      sum.assign(tf.add(sum, x as tf.Tensor));
      return [tf.sum(sum)];
    });
    const feed = tf.tensor1d([1, 1]);
    compiled.run([feed]);
    compiled.pull();
    sum.assign(tf.tensor1d([100, 200]));
    compiled.run([feed]);
    compiled.pull();
    expect([...sum.dataSync()]).toEqual([101, 201]);
    compiled.dispose();
  });

  it('tells two variables apart that began as clones of one tensor', () => {
    const first = counter();
    const second = tf.tidy(() => tf.variable(first.clone(), false));
    const compiled = compileGraph([first, second], ([x]) => {
      first.assign(tf.add(first, x as tf.Tensor));
      return [tf.sub(first, second)];
    });
    const feed = tf.tensor1d([1, 1]);
    compiled.run([feed]);
    expect([...(compiled.run([feed])[0] as tf.Tensor).dataSync()]).toEqual([2, 2]);
    compiled.dispose();
  });

  it('refuses a large constant and names the operation that reads it', () => {
    const table = () => tf.tensor1d(Float32Array.from({ length: 70_000 }, (_, i) => i));
    const compiled = compileGraph([], ([x]) => [tf.sum(tf.mul(table(), x as tf.Tensor))]);
    expect(() => compiled.run([tf.scalar(1)])).toThrow(/graph: Mul reads a constant of \[70000\]/);
  });

  it('takes a constant of any size whose values are all the same', () => {
    const compiled = compileGraph([], ([x]) => [tf.sum(tf.mul(tf.ones([70_000]), x as tf.Tensor))]);
    expect(compiled.run([tf.scalar(2)])[0]?.dataSync()[0]).toBe(140_000);
    compiled.dispose();
  });

  it('refuses a step that reads values', () => {
    const compiled = compileGraph([], ([x]) => [tf.scalar(tf.square(x as tf.Tensor).dataSync()[0] ?? NaN)]);
    expect(() => compiled.run([tf.scalar(3)])).toThrow(
      "a step that reads values can't become a graph: it read a tensor after Square",
    );
  });

  it('refuses a tensor from outside the step', () => {
    const outside = tf.square(tf.tensor1d([1, 2]));
    const compiled = compileGraph([], ([x]) => [tf.add(x as tf.Tensor, outside)]);
    expect(() => compiled.run([tf.scalar(1)])).toThrow(
      'reads a tensor that is neither fed, nor a variable, nor made in the step',
    );
  });

  it('refuses feeds of another shape than it was made for', () => {
    const compiled = compileGraph([], ([x]) => [tf.square(x as tf.Tensor)]);
    compiled.run([tf.tensor1d([1, 2])]);
    expect(() => compiled.run([tf.tensor1d([1, 2, 3])])).toThrow(
      'graph: made for feeds of float32[2], got float32[3]',
    );
    compiled.dispose();
  });
});

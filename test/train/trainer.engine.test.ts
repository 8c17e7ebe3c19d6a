import * as tf from '@tensorflow/tfjs';
import { Dropout } from '../../src/layers/dropout';
import { preprocess } from '../../src/preprocessing';
import { seeded } from '../../src/seeded';
import { evaluate } from '../../src/train/evaluate';
import { Trainer } from '../../src/train/trainer';
import { MemoryStore } from '../support/memory-store';
import { PREPROCESSING, recipe, smallNet, stripes, weightsOf } from '../support/trainings';

const EVERYTHING = {
  augmentation: { shift: 1 },
  averageDecay: 0.9,
  clipNorm: 1,
  validation: 0.25,
  patience: 5,
  mixup: { alpha: 0.5 },
};

const noisyNet = (rate = 0.4) => smallNet(1, [new Dropout({ name: 'dropout', rate })]);

function trainer(changes: Parameters<typeof recipe>[0] = {}, model = smallNet()): Trainer {
  return new Trainer(model, recipe(changes), PREPROCESSING);
}

describe('Trainer', () => {
  it('learns to tell stripes apart that it has not seen', async () => {
    const { model, preprocessing, ...rest } = trainer({ epochs: 6 });
    await new Trainer(model, rest.recipe, preprocessing).fit(stripes(150));
    expect((await evaluate(model, stripes(90, 2), preprocessing)).accuracy).toBeGreaterThan(0.95);
  });

  it('begins, where the recipe has LSUV, with weights by which each layer has unit variance on the first images', async () => {
    const images = stripes(60);
    const model = seeded(1, () =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({ name: 'conv', inputShape: [8, 8, 1], filters: 4, kernelSize: 3 }),
          tf.layers.flatten(),
          tf.layers.dense({ name: 'logits', units: 3 }),
          tf.layers.softmax(),
        ],
      }),
    );
    const schedule = { name: 'constant', learningRate: 1e-9 } as const;
    await trainer({ lsuv: true, epochs: 1, batchSize: images.size, schedule }, model).fit(images);
    const all = Array.from({ length: images.size }, (_, i) => i);
    const pixels = tf.tensor4d(await images.read(all), [images.size, ...images.imageShape]);
    for (const name of ['conv', 'logits']) {
      const upTo = tf.model({ inputs: model.inputs, outputs: model.getLayer(name).output });
      const { variance } = tf.moments(upTo.predict(preprocess(pixels, PREPROCESSING)) as tf.Tensor);
      expect(Math.abs((variance.dataSync()[0] as number) - 1)).toBeLessThan(0.1);
    }
  });

  it('ends with the same weights for the same seed and others for another', async () => {
    const weights = async (seed: number) => {
      const { model, ...rest } = trainer({ ...EVERYTHING, seed });
      await new Trainer(model, rest.recipe, PREPROCESSING).fit(stripes(80));
      return weightsOf(model);
    };
    expect(await weights(1)).toEqual(await weights(1));
    expect(await weights(1)).not.toEqual(await weights(2));
  });

  it.each([1, 4, 5, 6, 11, 14])(
    'ends with the same weights, bit for bit, when it was stopped after step %i and resumed',
    async (steps) => {
      const straight = trainer(EVERYTHING, noisyNet());
      const expected = await straight.fit(stripes(80));

      const store = new MemoryStore();
      const stop = new AbortController();
      let done = 0;
      const first = await trainer(EVERYTHING, noisyNet()).fit(stripes(80), {
        store,
        signal: stop.signal,
        onStep: () => ++done === steps && stop.abort(),
      });
      expect(first.isInterrupted).toBe(true);

      const resumed = trainer(EVERYTHING, noisyNet());
      const outcome = await resumed.fit(stripes(80), { store, resume: true });
      expect(weightsOf(resumed.model)).toEqual(weightsOf(straight.model));
      const losses = ({ history }: typeof outcome) => history.map(({ loss, accuracy }) => [loss, accuracy]);
      expect(losses(outcome)).toEqual(losses(expected));
    },
  );

  it('saves a checkpoint after each epoch', async () => {
    const store = new MemoryStore();
    await trainer().fit(stripes(60), { store });
    expect(store.saved.map(({ progress }) => [progress.epoch, progress.step])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  it('does nothing more when a finished training is resumed', async () => {
    const store = new MemoryStore();
    const first = trainer({ averageDecay: 0.9 });
    await first.fit(stripes(60), { store });
    const again = trainer({ averageDecay: 0.9 });
    await again.fit(stripes(60), {
      store,
      resume: true,
      onStep: () => {
        throw new Error('a step');
      },
    });
    expect(weightsOf(again.model)).toEqual(weightsOf(first.model));
  });

  it('refuses to resume by another recipe and names what differs', async () => {
    const store = new MemoryStore();
    await trainer().fit(stripes(60), { store });
    await expect(
      trainer({ batchSize: 20, seed: 7 }).fit(stripes(60), { store, resume: true }),
    ).rejects.toThrow('memory 3 was trained by a recipe with another batchSize, seed');
  });

  it('goes back to the best weights when the held-out images get no better', async () => {
    const steep = {
      validation: 0.5,
      patience: 2,
      epochs: 40,
      schedule: { name: 'constant', learningRate: 0.05 },
    } as const;
    const { model, ...rest } = trainer(steep);
    const outcome = await new Trainer(model, rest.recipe, PREPROCESSING).fit(stripes(60));
    const accuracies = outcome.history.map(({ validationAccuracy }) => validationAccuracy ?? NaN);
    const best = Math.max(...accuracies);
    expect(outcome.best).toEqual({ epoch: accuracies.indexOf(best) + 1, accuracy: best });
    expect(outcome.history).toHaveLength(accuracies.indexOf(best) + 1 + 2);
    const { validation } = stripes(60).split(0.5, rest.recipe.seed) as {
      validation: ReturnType<typeof stripes>;
    };
    expect((await evaluate(model, validation, PREPROCESSING)).accuracy).toBe(best);
  });

  it('gives the model the averages of its weights where the recipe asks for them', async () => {
    // One step: average = w1 + (w0 - w1) * min(0.9, 2 / 11), where w1 is what training without averages gives.
    const oneStep = { epochs: 1, batchSize: 30 };
    const start = weightsOf(smallNet());
    const plain = trainer(oneStep);
    await plain.fit(stripes(30));
    const averaged = trainer({ ...oneStep, averageDecay: 0.9 });
    await averaged.fit(stripes(30));
    const end = weightsOf(plain.model);
    weightsOf(averaged.model).forEach((weight, i) => {
      const [before = NaN, after = NaN] = [start[i], end[i]];
      expect(weight).toBeCloseTo(after + ((before - after) * 2) / 11, 5);
    });
  });

  it.each([
    [0.5, 0.2],
    [0, 0],
  ])(
    'with the dropout factor %d trains a net with dropout of 0.4 as one with %d',
    async (dropoutFactor, rate) => {
      const damped = trainer({ dropoutFactor }, noisyNet(0.4));
      const plain = trainer({}, noisyNet(rate));
      await damped.fit(stripes(30));
      await plain.fit(stripes(30));
      expect(weightsOf(damped.model)).toEqual(weightsOf(plain.model));
      expect(damped.model.getLayer('dropout').getConfig()['rate']).toBe(0.4);
    },
  );

  it('scales a gradient down to the norm that the recipe allows', async () => {
    const oneStep = { epochs: 1, batchSize: 30, optimizer: { name: 'sgd' } } as const;
    const rate = { schedule: { name: 'constant', learningRate: 1 } } as const;
    const clipped = trainer({ ...oneStep, ...rate, clipNorm: 0.01 });
    const start = weightsOf(clipped.model);
    const isTrained = clipped.model.weights.flatMap((w) =>
      Array<boolean>((w.shape as number[]).reduce((a, b) => a * b, 1)).fill(
        w.trainable && !/moving/.test(w.name),
      ),
    );
    await clipped.fit(stripes(30));
    const moved = weightsOf(clipped.model).map((weight, i) =>
      isTrained[i] ? weight - (start[i] ?? NaN) : 0,
    );
    expect(Math.hypot(...moved)).toBeCloseTo(0.01, 4);
  });

  it('stops at a loss that is not finite and names the step, the rate and the last good checkpoint', async () => {
    const wild = trainer({
      optimizer: { name: 'sgd' },
      schedule: { name: 'step', learningRate: 0.01, epochs: [9], factor: 0.5 },
    });
    const store = new MemoryStore();
    const poison = () => {
      const kernel = wild.model.getLayer('logits').weights[0];
      kernel?.write(tf.fill(kernel.shape as number[], Infinity));
    };
    const fit = wild.fit(stripes(60), { store, onEpoch: poison });
    await expect(fit).rejects.toThrow(
      /the loss became NaN at step 1 of epoch 2, learning rate 0\.01; last good checkpoint: memory 1/,
    );
  });

  it('refuses images that are not those of the preprocessing, before the first step', async () => {
    const { model, ...rest } = trainer();
    const wrong = { ...PREPROCESSING, imageSize: [5, 6] as [number, number] };
    await expect(new Trainer(model, rest.recipe, wrong).fit(stripes(30))).rejects.toThrow(
      'stripes: its images are 6x6x1, the preprocessing expects 5x6x1',
    );
  });

  it.each([
    ['Dropout', tf.layers.dropout({ name: 'drop', rate: 0.5 })],
    ['GaussianNoise', tf.layers.gaussianNoise({ name: 'drop', stddev: 1 })],
  ])("refuses tfjs's own %s, whose random numbers no seed reaches", async (name, layer) => {
    await expect(trainer({}, smallNet(1, [layer])).fit(stripes(30))).rejects.toThrow(
      `small: layer drop is tfjs's ${name}, whose random numbers can't be drawn again`,
    );
  });

  it('refuses weights for auxiliary heads that the model does not have', async () => {
    await expect(trainer({ auxiliaryWeights: [0.3] }).fit(stripes(30))).rejects.toThrow(
      'small: it has 0 auxiliary heads (outputs after the first), and the recipe gives 1 auxiliaryWeights',
    );
  });

  it('refuses a batch that is larger than the data set', async () => {
    await expect(trainer({ batchSize: 64 }).fit(stripes(60))).rejects.toThrow(
      'stripes: 60 images are fewer than a batch of 64',
    );
  });

  it('leaves no tensors behind but the weights', async () => {
    const { model, ...rest } = trainer(EVERYTHING);
    const before = tf.memory().numTensors;
    await new Trainer(model, rest.recipe, PREPROCESSING).fit(stripes(80), { store: new MemoryStore() });
    expect(tf.memory().numTensors).toBe(before);
  });
});

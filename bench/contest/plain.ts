import * as tf from '@tensorflow/tfjs';
import { Random } from '../../src/random';
import type { Net } from '../nets';
import { build, trainableParameters } from '../nets/build';
import type { OptimizerConfig, Task } from '../protocol';
import { stepsFor, type Contest } from './steps';

/** tfjs as it is without this package: its own batch norm and optimizers, tensors in memory, `model.fit`. */
export async function byFit(task: Task): Promise<Omit<Contest, 'facts'> & { parameters: number }> {
  const { net, batch, optimizer, roundSeconds } = task;
  const weightDecay = 'weightDecay' in optimizer ? { l2: optimizer.weightDecay / 2 } : {};
  const model = build(net, { norm: 'tfjs', scoresOnly: net.scores === 'distances', ...weightDecay });
  model.compile({ optimizer: optimizerOf(optimizer), ...lossOf(net) });

  const trial = randomBatches(net, 4 * batch);
  const milliseconds = await timedFit(model, trial, batch, 2);
  tf.dispose(Object.values(trial));

  const steps = stepsFor(roundSeconds, milliseconds);
  const untimed = steps > 1 ? 1 : 0;
  const batches = randomBatches(net, (steps + untimed) * batch);
  return {
    parameters: trainableParameters(model),
    round: async () => ({ ms: await timedFit(model, batches, batch, untimed) }),
  };
}

interface Batches {
  images: tf.Tensor;
  labels: tf.Tensor;
}

function randomBatches({ input, classes }: Net, size: number): Batches {
  const random = new Random(1);
  const indices = Int32Array.from({ length: size }, () => random.integer(classes));
  return {
    images: tf.randomNormal([size, ...input]),
    labels: tf.tidy(() => tf.oneHot(tf.tensor1d(indices, 'int32'), classes)),
  };
}

/** Milliseconds a step of one epoch, each with its loss read, without the first `untimed` steps. */
async function timedFit(
  model: tf.LayersModel,
  { images, labels }: Batches,
  batchSize: number,
  untimed: number,
): Promise<number> {
  let start = performance.now();
  let last = start;
  let steps = 0;
  await model.fit(images, labels, {
    batchSize,
    epochs: 1,
    verbose: 0,
    yieldEvery: 'never',
    callbacks: {
      onBatchEnd: () => {
        last = performance.now();
        steps += 1;
        if (steps === untimed) start = last;
      },
    },
  });
  return (last - start) / (steps - untimed);
}

function optimizerOf(config: OptimizerConfig): tf.Optimizer {
  return config.name === 'sgd'
    ? tf.train.momentum(config.learningRate, config.momentum)
    : tf.train.adam(config.learningRate);
}

function lossOf({ scores }: Net): Pick<tf.ModelCompileArgs, 'loss' | 'metrics'> {
  if (scores === 'logits') return { loss: 'categoricalCrossentropy', metrics: ['accuracy'] };
  return {
    loss: codePosterior,
    metrics: [(labels, distances) => tf.metrics.categoricalAccuracy(labels, tf.neg(distances))],
  };
}

/** LeCun et al. 1998, equation 9, with the "rubbish" class at distance 10. */
function codePosterior(labels: tf.Tensor, distances: tf.Tensor): tf.Tensor {
  const rubbish = tf.fill([distances.shape[0] ?? 0, 1], -10);
  const evidence = tf.logSumExp(tf.concat([tf.neg(distances), rubbish], 1), 1);
  return tf.mean(tf.add(tf.sum(tf.mul(distances, labels), 1), evidence));
}

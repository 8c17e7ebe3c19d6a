import * as tf from '@tensorflow/tfjs';
import '../../models';
import type { FractalNetOptions } from '../../models/fractalnet';
import { create } from '../../src/create';
import { TrainingStep } from '../../src/train/step';
import { randomTensor } from '../support/layers';
import { recipe } from '../support/trainings';

const SHAPE: [number, number, number] = [8, 8, 1];
const PIXELS = {
  imageSize: [8, 8] as [number, number],
  channels: 1 as const,
  padding: 0,
  background: 0,
  mean: [0],
  std: [1],
};

/** The losses of the steps from one to another on the same batch, with weights that don't change. */
async function losses(isEager: boolean, first: number, last: number): Promise<number[]> {
  const model = create<Partial<FractalNetOptions>>('fractalnet_mnist', {
    inputShape: SHAPE,
    widths: [4, 4],
    classes: 3,
    dropPath: 0.5,
    seed: 1,
  });
  const step = new TrainingStep(model, recipe({ optimizer: { name: 'sgd' } }), PIXELS, isEager);
  const images = randomTensor([3, ...SHAPE], 2) as tf.Tensor4D;
  const labels = tf.tensor1d([0, 1, 2], 'int32');
  const results: number[] = [];
  for (let i = first; i <= last; i++) results.push((await step.run({ images, labels }, 1e-9, i)).loss);
  step.dispose();
  model.dispose();
  tf.dispose([images, labels]);
  return results;
}

describe('the paths of a fractal net in training', () => {
  it('are drawn anew for each step, and again on resuming, recorded as a graph or not', async () => {
    const all = await losses(false, 1, 8);
    expect(new Set(all.map((loss) => loss.toFixed(4))).size).toBeGreaterThan(4);
    const resumed = await losses(false, 5, 8);
    resumed.forEach((loss, i) => expect(loss).toBeCloseTo(all[i + 4] ?? NaN, 4));
    const eager = await losses(true, 1, 8);
    eager.forEach((loss, i) => expect(loss).toBeCloseTo(all[i] ?? NaN, 4));
  });
});

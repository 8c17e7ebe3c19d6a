import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../../src/engine/start.node';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE;

test('the engine started by name runs, with the versions behind it', async () => {
  const started = await startEngine(engine);
  expect(started.name).toBe(engine);
  expect(started.version).toBe('4.22.0');
  expect(started.libtensorflow === undefined).toBe(engine !== 'tensorflow');
  expect(tf.getBackend()).toBe(engine);
});

test('threads can not change once libtensorflow runs', async () => {
  await startEngine(engine);
  const other = startEngine(engine, { threads: 61 });
  if (engine === 'tensorflow') await expect(other).rejects.toThrow('libtensorflow runs already');
  else expect((await other).name).toBe(engine);
});

test('every engine computes the same convolution, one after the other in one process', async () => {
  const values = Array.from({ length: 2 * 5 * 5 * 3 }, (_, i) => Math.sin(i));
  const weights = Array.from({ length: 3 * 3 * 3 * 4 }, (_, i) => Math.cos(i));
  const convolved = async (name: string | undefined): Promise<Float32Array> => {
    await startEngine(name);
    return tf.tidy(() =>
      tf
        .conv2d(tf.tensor4d(values, [2, 5, 5, 3]), tf.tensor4d(weights, [3, 3, 3, 4]), 2, 'same')
        .dataSync<'float32'>(),
    );
  };
  const reference = await convolved('cpu');
  const found = await convolved(engine);
  expect(found).toHaveLength(2 * 3 * 3 * 4);
  found.forEach((value, i) => expect(value).toBeCloseTo(reference[i] ?? NaN, 4));
});

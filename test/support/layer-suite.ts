import * as tf from '@tensorflow/tfjs';
import { gradientError, modelOf, outputDifference, saveAndLoad } from './layers';

/** The tests that every custom layer has to pass. `shape` is that of one input. */
export function behavesAsALayer(make: () => tf.layers.Layer, shape: number[]): void {
  it('has the gradients that finite differences show', () => {
    expect(gradientError(modelOf(make(), shape), [2, ...shape])).toBeLessThan(5e-3);
  });

  it('comes back from its config with the same config', () => {
    const layer = make();
    const config = layer.getConfig();
    const [constructor, fromConfig] =
      tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()] ?? [];
    if (constructor === undefined || fromConfig === undefined) throw new Error('the class is not registered');
    expect(fromConfig(constructor, config).getConfig()).toEqual(config);
  });

  it('predicts the same after it was saved and loaded', async () => {
    const model = modelOf(make(), shape);
    expect(outputDifference(model, await saveAndLoad(model), [3, ...shape])).toBe(0);
  });

  it('knows the shape of its output', () => {
    const model = modelOf(make(), shape);
    const [output] = model.outputs;
    expect(output?.shape).toEqual([
      null,
      ...(model.predict(tf.ones([2, ...shape])) as tf.Tensor).shape.slice(1),
    ]);
  });

  it('leaves no tensors behind', () => {
    const model = modelOf(make(), shape);
    const x = tf.ones([2, ...shape]);
    tf.dispose(model.predict(x));
    const before = tf.memory().numTensors;
    tf.dispose(model.predict(x));
    expect(tf.memory().numTensors).toBe(before);
  });
}

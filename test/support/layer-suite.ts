import * as tf from '@tensorflow/tfjs';
import { gradientError, modelOf, outputDifference, saveAndLoad, withoutKinks } from './layers';

/**
 * The tests that every custom layer has to pass.
 * @param shape of one input
 * @param kernels where ReLUs stand behind batch norms: what kernels are scaled by in the check of gradients, see `withoutKinks`
 */
export function behavesAsALayer(make: () => tf.layers.Layer, shape: number[], kernels?: number): void {
  it('has the gradients that finite differences show', () => {
    const model = modelOf(make(), shape);
    if (kernels !== undefined) withoutKinks(model, kernels);
    expect(gradientError(model, [2, ...shape])).toBeLessThan(5e-3);
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

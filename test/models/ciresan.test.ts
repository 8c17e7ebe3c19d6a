import '../../models';
import { create } from '../../src/create';
import { ScaledTanh } from '../../src/layers/scaled-tanh';
import { complexity } from '../../src/report/complexity';

describe('ciresan_mlp1', () => {
  it('has 1000, 500 and 10 units on 841 pixels, as table 1 has it', () => {
    const layers = create('ciresan_mlp1').layers.filter((layer) => layer.getClassName() === 'Dense');
    expect(layers.map((layer) => layer.weights[0]?.shape)).toEqual([
      [841, 1000],
      [1000, 500],
      [500, 10],
    ]);
  });

  it('squashes by 1.7159 tanh(0.6666 x) behind its hidden layers alone', () => {
    const layers = create('ciresan_mlp1').layers.filter((layer) => layer instanceof ScaledTanh);
    expect(layers.map(({ name, amplitude, slope }) => [name, amplitude, slope])).toEqual([
      ['squash1', 1.7159, 0.6666],
      ['squash2', 1.7159, 0.6666],
    ]);
  });

  it('draws its weights from -0.05 to 0.05', () => {
    const [kernel] = create('ciresan_mlp1', { seed: 1 }).getLayer('fc1').getWeights();
    const values = Float32Array.from(kernel?.dataSync() ?? []);
    expect(values).toHaveLength(841_000);
    const [least, largest] = [
      values.reduce((a, b) => Math.min(a, b)),
      values.reduce((a, b) => Math.max(a, b)),
    ];
    expect(least).toBeGreaterThanOrEqual(-0.05);
    expect(least).toBeLessThan(-0.0499);
    expect(largest).toBeLessThanOrEqual(0.05);
    expect(largest).toBeGreaterThan(0.0499);
  });

  it('takes colour images: three times 841 pixels', () => {
    const { macs } = complexity(create('ciresan_mlp1', { inputShape: [29, 29, 3] }));
    expect(macs).toBe(3 * 841_000 + 500_000 + 5_000);
  });

  it('has features without height and width, which are not pooled', () => {
    expect(create('ciresan_mlp1', { includeTop: false }).outputs[0]?.shape).toEqual([null, 500]);
    expect(() => create('ciresan_mlp1', { includeTop: false, pooling: 'avg' })).toThrow(
      "pooling: 'avg' needs features with height and width, this model has none",
    );
  });
});

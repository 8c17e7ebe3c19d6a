import * as tf from '@tensorflow/tfjs';
import '../../models';
import { Fire } from '../../src/layers/fire';
import { lsuv } from '../../src/train/lsuv';

const images = (): tf.Tensor => tf.randomNormal([8, 6, 6, 2], 0, 3, 'float32', 5);

/** Variance of all values, on the host. */
function varianceOf(tensor: tf.Tensor): number {
  const values = [...tensor.dataSync()];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function model(activation: 'tanh' | 'relu' | 'linear'): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ name: 'conv', inputShape: [6, 6, 2], filters: 4, kernelSize: 3 }),
      tf.layers.activation({ name: 'activation', activation }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({ name: 'fc', units: 5 }),
      tf.layers.softmax({ name: 'probabilities' }),
    ],
  });
}

it.each(['tanh', 'relu', 'linear'] as const)(
  'what each layer with a kernel gives has a variance of 1, with %s between them',
  (activation) => {
    const net = model(activation);
    const x = images();
    lsuv(net, x);
    for (const name of ['conv', 'fc']) {
      const upTo = tf.model({ inputs: net.inputs, outputs: net.getLayer(name).output });
      const variance = varianceOf(upTo.predict(x) as tf.Tensor);
      expect(Math.abs(variance - 1)).toBeLessThan(0.1);
    }
  },
);

it('divides a kernel by the deviation of what it gives: by 6 where pixels of ±3 are doubled', () => {
  const net = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 1,
        inputShape: [1],
        kernelInitializer: tf.initializers.constant({ value: 2 }),
      }),
    ],
  });
  lsuv(net, tf.tensor2d([3, -3, 3, -3], [4, 1]));
  expect((net.getWeights()[0] as tf.Tensor).dataSync()[0]).toBeCloseTo(2 / 6, 5);
});

it('leaves a kernel that needs nothing, and all biases, as they are', () => {
  const net = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 2,
        inputShape: [1],
        kernelInitializer: tf.initializers.constant({ value: 1.02 }),
      }),
    ],
  });
  lsuv(net, tf.tensor2d([1, -1], [2, 1]));
  expect(net.getWeights().map((weight) => [...weight.dataSync()])).toEqual([
    [expect.closeTo(1.02), expect.closeTo(1.02)],
    [0, 0],
  ]);
});

it('refuses images that are all the same, as no scale gives them a variance', () => {
  expect(() => lsuv(model('tanh'), tf.zeros([8, 6, 6, 2]))).toThrow(
    'lsuv: what conv gives has a variance of 0, expected a positive number',
  );
});

it('refuses a layer that ends with a tanh, behind which no kernel gives a variance of 1', () => {
  const net = tf.sequential({
    layers: [tf.layers.dense({ name: 'fc', units: 1, inputShape: [1], activation: 'tanh' })],
  });
  expect(() => lsuv(net, tf.tensor2d([3, -3], [2, 1]))).toThrow(
    'lsuv: fc ends with the activation tanh, expected that as a layer of its own',
  );
});

it('refuses a block with kernels that it would have to scale one by one', () => {
  const image = tf.input({ shape: [6, 6, 2] });
  const fire = new Fire({ name: 'fire', squeeze: 2, expand1x1: 2, expand3x3: 2 });
  const net = tf.model({ inputs: image, outputs: fire.apply(image) as tf.SymbolicTensor });
  expect(() => lsuv(net, images())).toThrow(/^lsuv: fire has 3 kernels, expected one in a layer$/);
});

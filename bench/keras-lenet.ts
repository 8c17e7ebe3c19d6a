import * as tf from '@tensorflow/tfjs';

/** The network that tutorials call LeNet: full connections, tanh, average pooling, softmax; 61,706 parameters. */
export function kerasLenet(): tf.LayersModel {
  return tf.sequential({
    name: 'keras_lenet',
    layers: [
      tf.layers.conv2d({ inputShape: [32, 32, 1], filters: 6, kernelSize: 5, activation: 'tanh' }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 16, kernelSize: 5, activation: 'tanh' }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 120, activation: 'tanh' }),
      tf.layers.dense({ units: 84, activation: 'tanh' }),
      tf.layers.dense({ units: 10 }),
      tf.layers.softmax(),
    ],
  });
}

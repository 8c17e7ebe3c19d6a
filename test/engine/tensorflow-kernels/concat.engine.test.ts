import * as tf from '@tensorflow/tfjs';
import { compile, runEagerly } from '../../../src/engine/compile';
import { relativeError } from '../../support/like-cpu';
import { randomTensor } from '../../support/layers';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = engine === 'tensorflow' ? describe : describe.skip;

type Branches = tf.Tensor4D[];

describeTensorflow('in a graph on tensorflow, biases of convolutions keep their own gradients', () => {
  beforeEach(() => tf.setBackend(engine));

  it.each<[string, (branches: Branches) => tf.Tensor]>([
    ['behind a concatenation', (branches) => tf.concat(branches, 3)],
    ['behind a stack', (branches) => tf.stack(branches, 1)],
    ['behind a sum', (branches) => tf.addN(branches)],
  ])('%s', (_, join) => {
    const x = randomTensor([2, 5, 5, 2], 1) as tf.Tensor4D;
    // As many channels each: gradients that are mixed up differ in their values only.
    const filters = [1, 3, 2].map((size, i) => tf.variable(randomTensor([size, size, 2, 3], i)));
    const biases = [4, 5, 6].map((seed) => tf.variable(randomTensor([3], seed)));
    const variables = [...filters, ...biases];
    const output = (image: tf.Tensor) =>
      join(
        filters.map((filter, i) =>
          tf.fused.conv2d({
            x: image as tf.Tensor4D,
            filter: filter as tf.Tensor as tf.Tensor4D,
            strides: 1,
            pad: 'same',
            bias: biases[i] as tf.Tensor as tf.Tensor1D,
          }),
        ),
      );
    const dy = tf.tidy(() => randomTensor(output(x).shape, 9));
    const step = ([image, slopes]: tf.Tensor[]) => {
      const loss = () => tf.sum(tf.mul(output(image as tf.Tensor), slopes as tf.Tensor)) as tf.Scalar;
      const { grads } = tf.variableGrads(loss, variables);
      return variables.map(({ name }) => grads[name] as tf.Tensor);
    };
    const graph = compile(variables, step);
    const actual = graph.run([x, dy]);
    const expected = runEagerly(variables, step).run([x, dy]);
    graph.dispose();
    expect(actual).toHaveLength(6);
    actual.forEach((gradient, i) =>
      expect(relativeError(gradient.dataSync(), (expected[i] as tf.Tensor).dataSync())).toBeLessThan(1e-4),
    );
  });
});

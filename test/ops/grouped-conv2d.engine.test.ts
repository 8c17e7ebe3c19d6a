import * as tf from '@tensorflow/tfjs';
import { groupedConv2d } from '../../src/ops/grouped-conv2d';
import { Random } from '../../src/random';
import { expectLikeCpu } from '../support/like-cpu';
import { withoutOneDnn } from '../support/without-one-dnn';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = engine === 'tensorflow' ? describe : describe.skip;
beforeEach(() => tf.setBackend(engine));

const random = new Random(3);
const between = (low: number, high: number) => low + random.integer(high - low + 1);

const cases = Array.from({ length: 12 }, (_, i) => {
  const groups = between(1, 4);
  const filterChannels = between(1, 3);
  return {
    groups,
    x: [between(1, 3), between(5, 9), between(5, 9), groups * filterChannels],
    filter: [between(1, 4), between(1, 4), filterChannels, groups * between(1, 3)],
    strides: [between(1, 2), between(1, 2)] as [number, number],
    pad: i % 2 === 0 ? ('same' as const) : ('valid' as const),
  };
});

describe('groupedConv2d', () => {
  const expectLikeDense = ({ groups, x, filter, strides, pad }: (typeof cases)[number]) =>
    expectLikeCpu(
      engine,
      [x, filter],
      (image, weights) => groupedConv2d(image as tf.Tensor4D, weights as tf.Tensor4D, strides, pad, groups),
      (image, weights) =>
        tf.conv2d(image as tf.Tensor4D, blockDiagonal(weights as tf.Tensor4D, groups), strides, pad),
    );

  it.each(cases)(
    'of x $x, filter $filter, $groups groups, strides $strides, $pad is a convolution with zeros between groups',
    expectLikeDense,
  );

  describeTensorflow('where libtensorflow lacks the gradients', () => {
    withoutOneDnn();
    it.each(cases)('splits x $x, filter $filter, $groups groups, strides $strides, $pad', expectLikeDense);
  });

  it('says which channels do not fit', () => {
    const conv = (filter: [number, number, number, number], groups: number) => () =>
      groupedConv2d(tf.zeros([1, 4, 4, 6]), tf.zeros(filter), 1, 'same', groups);
    expect(conv([3, 3, 6, 4], 2)).toThrow('2 groups of 6 channels and a filter [3,3,6,4]');
    expect(conv([3, 3, 3, 5], 2)).toThrow('outChannels a multiple of groups');
  });
});

/** The dense filter `[height, width, inChannels, outChannels]` of the same convolution. */
function blockDiagonal(filter: tf.Tensor4D, groups: number): tf.Tensor4D {
  const [, , channels, outputs] = filter.shape;
  const groupOf = (count: number, size: number) =>
    tf.floorDiv(tf.range(0, count, 1, 'int32'), tf.scalar(size, 'int32'));
  const rows = tf.reshape(groupOf(channels * groups, channels), [-1, 1]);
  const columns = tf.reshape(groupOf(outputs, outputs / groups), [1, -1]);
  return tf.mul(
    tf.tile(filter, [1, 1, groups, 1]),
    tf.cast(tf.equal(rows, columns), 'float32'),
  ) as tf.Tensor4D;
}

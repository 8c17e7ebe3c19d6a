import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../src/errors';
import { dilatedConv2d } from '../../src/ops/dilated-conv2d';
import { Random } from '../../src/random';
import { expectLikeCpu } from '../support/like-cpu';
import { withoutOneDnn } from '../support/without-one-dnn';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = engine === 'tensorflow' ? describe : describe.skip;
beforeEach(() => tf.setBackend(engine));

const random = new Random(4);
const between = (low: number, high: number) => low + random.integer(high - low + 1);

const cases = Array.from({ length: 16 }, (_, i) => {
  const dilation = 1 + (i % 4);
  const kernel: [number, number] = [between(1, 3), between(1, 3)];
  const reach = 1 + 2 * dilation;
  const channels = between(1, 3);
  return {
    dilation,
    x: [between(1, 2), reach + between(0, 5), reach + between(0, 5), channels],
    filter: [...kernel, channels, between(1, 3)],
    pad: i < 8 ? ('same' as const) : ('valid' as const),
  };
});

describe('dilatedConv2d', () => {
  const expectLikeSpread = ({ dilation, x, filter, pad }: (typeof cases)[number]) =>
    expectLikeCpu(
      engine,
      [x, filter],
      (image, weights) => dilatedConv2d(image as tf.Tensor4D, weights as tf.Tensor4D, dilation, pad),
      (image, weights) => tf.conv2d(image as tf.Tensor4D, withGaps(weights as tf.Tensor4D, dilation), 1, pad),
    );

  it.each(cases)(
    'of x $x, filter $filter, dilation $dilation, $pad is a convolution with zeros in the filter',
    expectLikeSpread,
  );

  it.each([0, 1.5, -1])('refuses a dilation of %d', (dilation) => {
    const attempt = () => dilatedConv2d(tf.zeros([1, 4, 4, 1]), tf.zeros([2, 2, 1, 1]), dilation, 'same');
    expect(attempt).toThrow(ConvzooError);
    expect(attempt).toThrow(`dilated convolution: dilation is ${dilation}, expected a whole number above 0`);
  });

  describeTensorflow('where libtensorflow lacks the gradients', () => {
    withoutOneDnn();
    it.each(cases)('composes them for x $x, filter $filter, dilation $dilation, $pad', expectLikeSpread);
  });
});

/** The filter with `dilation - 1` zeros between neighbours. */
function withGaps(filter: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const [height, width, channels, outputs] = filter.shape;
  const gap = dilation - 1;
  const spread = tf.pad(tf.reshape(filter, [height, 1, width, 1, channels * outputs]), [
    [0, 0],
    [0, gap],
    [0, 0],
    [0, gap],
    [0, 0],
  ]);
  const grown = tf.reshape(spread, [height * dilation, width * dilation, channels, outputs]);
  return tf.slice(
    grown,
    [0, 0, 0, 0],
    [height * dilation - gap, width * dilation - gap, channels, outputs],
  ) as tf.Tensor4D;
}

import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../src/errors';
import { channelShuffle } from '../../src/ops/channel-shuffle';
import { expectLikeCpu } from '../support/like-cpu';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
beforeEach(() => tf.setBackend(engine));

describe('channelShuffle', () => {
  it('deals the channels of the groups out in turn, in every pixel', async () => {
    const x = tf.tensor4d([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15], [1, 1, 2, 6]);
    const shuffled = channelShuffle(x, 2);
    expect(shuffled.shape).toEqual([1, 1, 2, 6]);
    expect([...(await shuffled.data())]).toEqual([0, 3, 1, 4, 2, 5, 10, 13, 11, 14, 12, 15]);
  });

  it.each([1, 2, 3, 6])('has the values and gradients of a gather with %i groups', async (groups) => {
    const size = 6 / groups;
    const order = Array.from({ length: 6 }, (_, i) => (i % groups) * size + Math.floor(i / groups));
    await expectLikeCpu(
      engine,
      [[2, 3, 4, 6]],
      (x) => channelShuffle(x as tf.Tensor4D, groups),
      (x) => tf.gather(x as tf.Tensor, order, 3),
    );
  });

  it.each([2, 0, -5])('says which channels do not split into %i groups', (groups) => {
    const attempt = () => channelShuffle(tf.zeros([1, 2, 2, 5]), groups);
    expect(attempt).toThrow(ConvzooError);
    expect(attempt).toThrow(`5 channels don't split into ${groups} groups`);
  });
});

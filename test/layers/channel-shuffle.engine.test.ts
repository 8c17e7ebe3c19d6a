import * as tf from '@tensorflow/tfjs';
import { ChannelShuffle } from '../../src/layers/channel-shuffle';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

describe('ChannelShuffle', () => {
  it('deals the channels of the groups out in turn', () => {
    const x = tf.tensor4d([0, 1, 2, 3, 4, 5], [1, 1, 1, 6]);
    expect(outputOf(new ChannelShuffle({ groups: 2 }), x)).toEqual([0, 3, 1, 4, 2, 5]);
    expect(outputOf(new ChannelShuffle({ groups: 3 }), x)).toEqual([0, 2, 4, 1, 3, 5]);
  });

  behavesAsALayer(() => new ChannelShuffle({ name: 'shuffle', groups: 3 }), [3, 4, 6]);

  it('says which channels do not split', () => {
    expect(() => modelOf(new ChannelShuffle({ name: 'shuffle', groups: 2 }), [4, 4, 5])).toThrow(
      "shuffle: 5 channels don't split into 2 groups",
    );
  });
});

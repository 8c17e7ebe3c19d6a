import { ConvzooError } from '../../src/errors';
import { DilatedConv2D } from '../../src/layers/dilated-conv2d';
import { Dropout } from '../../src/layers/dropout';
import { GhostModule } from '../../src/layers/ghost-module';
import { GroupConv2D } from '../../src/layers/grouped-conv2d';
import { LRN } from '../../src/layers/lrn';
import { PaddedMaxPooling2D } from '../../src/layers/padded-pooling';
import { ShuffleUnit } from '../../src/layers/shuffle-unit';

describe('a layer that can not be as it is asked for', () => {
  it.each<[string, () => unknown, string]>([
    ['Dropout', () => new Dropout({ name: 'layer', rate: 1 }), 'rate is 1, expected 0 to below 1'],
    ['LRN', () => new LRN({ name: 'layer', size: 4 }), 'an odd number of channels, got 4'],
    [
      'ShuffleUnit',
      () => new ShuffleUnit({ name: 'layer', filters: 10, groups: 3 }),
      'a multiple of 12, got 10',
    ],
    ['GhostModule', () => new GhostModule({ name: 'layer', filters: 8, ratio: 1 }), 'at least 2, got 1'],
    [
      'DilatedConv2D',
      () => new DilatedConv2D({ name: 'layer', filters: 1, kernelSize: 3, dilation: 0 }),
      'at least 1, got 0',
    ],
    [
      'PaddedMaxPooling2D',
      () => new PaddedMaxPooling2D({ name: 'layer', poolSize: 2, strides: 2, padding: 2 }),
      'at most half of poolSize 2, got 2',
    ],
    [
      'GroupConv2D',
      () => new GroupConv2D({ name: 'layer', filters: 4, kernelSize: 1, groups: 3 }),
      'a multiple of groups, got 4 and 3',
    ],
  ])("%s says so with its name, in an error of the user's", (_, make, message) => {
    expect(make).toThrow(ConvzooError);
    expect(make).toThrow(/^layer: /);
    expect(make).toThrow(message);
  });
});

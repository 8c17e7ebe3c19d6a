import '../models';
import { fitToImages } from '../src/fit-data';
import { find } from '../src/registry';

describe('fitToImages', () => {
  it('centres digits of 28x28 on the 32x32 field of LeNet-5, paper black', () => {
    expect(fitToImages(find('lenet5'), [28, 28, 1])).toEqual({
      inputShape: [32, 32, 1],
      preprocessing: { imageSize: [28, 28], channels: 1, padding: 2, background: 0, mean: [20], std: [200] },
    });
  });

  it('takes images as they are where they fill the field, with the scaling for each channel', () => {
    expect(fitToImages(find('lenet5'), [32, 32, 3])).toEqual({
      inputShape: [32, 32, 3],
      preprocessing: {
        imageSize: [32, 32],
        channels: 3,
        padding: 0,
        background: 0,
        mean: [20, 20, 20],
        std: [200, 200, 200],
      },
    });
  });

  it('knows who reads blue before red, which grey images have no use for', () => {
    const keras = find('resnet50_keras');
    expect(fitToImages(keras, [224, 224, 3]).preprocessing).toEqual({
      imageSize: [224, 224],
      channels: 3,
      order: 'bgr',
      padding: 0,
      background: 0,
      mean: [103.939, 116.779, 123.68],
      std: [1, 1, 1],
    });
    expect(fitToImages(keras, [224, 224, 1]).preprocessing).not.toHaveProperty('order');
    expect(fitToImages(find('resnet50'), [224, 224, 3]).preprocessing).not.toHaveProperty('order');
  });

  it('refuses images that have no middle on the field', () => {
    expect(() => fitToImages(find('lenet5'), [29, 29, 1])).toThrow(
      "lenet5: images of 29x29 can't be centred on its 32x32 field",
    );
    expect(() => fitToImages(find('lenet5'), [28, 24, 1])).toThrow(/28x24 can't be centred/);
  });

  it('refuses images of two channels', () => {
    expect(() => fitToImages(find('lenet5'), [28, 28, 2])).toThrow(
      'lenet5: images must have 1 or 3 channels, got 2',
    );
  });
});

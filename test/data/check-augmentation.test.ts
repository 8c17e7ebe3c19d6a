import type { Augmentation } from '../../src/data/augment';
import { checkAugmentation } from '../../src/data/check-augmentation';
import { ConvzooError } from '../../src/errors';

const AFFINE = { rotate: 0, scale: 0, shear: 0 };
const ELASTIC = { alpha: 34, sigma: 4 };

describe('checkAugmentation', () => {
  it.each<[string, Augmentation]>([
    ["'shift' is -1", { shift: -1 }],
    ["'shift' is 1.5", { shift: 1.5 }],
    ["'shift' is 28, expected whole pixels from 0 to 27", { shift: 28 }],
    ["'background' is 256", { background: 256 }],
    ["'affine.rotate' is 200", { affine: { ...AFFINE, rotate: 200 } }],
    ["'affine.scale' is 1", { affine: { ...AFFINE, scale: 1 } }],
    ["'affine.shear' is NaN", { affine: { ...AFFINE, shear: NaN } }],
    ["'elastic.alpha' is -1", { elastic: { ...ELASTIC, alpha: -1 } }],
    ["'elastic.alpha' is Infinity", { elastic: { ...ELASTIC, alpha: Infinity } }],
    ["'elastic.sigma' is 0", { elastic: { ...ELASTIC, sigma: 0 } }],
    ["'elastic.sigma' is 29, expected pixels above 0 and up to 28", { elastic: { ...ELASTIC, sigma: 29 } }],
    ["'jitter.brightness' is 1.1", { jitter: { brightness: 1.1 } }],
    ["'jitter.contrast' is -0.1, expected a fraction from 0 to 1", { jitter: { contrast: -0.1 } }],
    ["'jitter.saturation' is NaN", { jitter: { saturation: NaN } }],
    ["'cutout' is 0", { cutout: 0 }],
    ["'cutout' is 2.5", { cutout: 2.5 }],
    ["'cutout' is 33, expected whole pixels from 1 to 32", { cutout: 33 }],
  ])('reports that %s', (message, augmentation) => {
    const check = () => checkAugmentation(augmentation, [28, 32, 3]);
    expect(check).toThrow(ConvzooError);
    expect(check).toThrow(message);
  });

  it('accepts the ends of the ranges', () => {
    const augmentation: Augmentation = {
      shift: 27,
      flip: true,
      affine: { rotate: 180, scale: 0.99, shear: 1 },
      elastic: { alpha: 0, sigma: 28 },
      jitter: { brightness: 1, contrast: 0, saturation: 1 },
      cutout: 32,
      background: 255,
    };
    expect(() => checkAugmentation(augmentation, [28, 32, 3])).not.toThrow();
  });

  it('refuses to change the saturation of grey images, and any colours of images that are neither', () => {
    const check = (augmentation: Augmentation, channels: number) => () =>
      checkAugmentation(augmentation, [28, 28, channels]);
    expect(check({ jitter: { saturation: 0.2 } }, 1)).toThrow(
      "'jitter.saturation' needs images of 3 channels",
    );
    expect(check({ jitter: { brightness: 0.2, contrast: 0.2 } }, 1)).not.toThrow();
    expect(check({ jitter: { brightness: 0.2 } }, 4)).toThrow('1 or 3 channels, these have 4');
  });
});

import type * as tf from '@tensorflow/tfjs';
import type { Dtype } from '../card';
import type { Dataset } from '../data/dataset';
import type { Preprocessing } from '../preprocessing';
import { evaluate } from '../train/evaluate';
import { fitsFloat16 } from './float16';
import { packModel, unpackModel } from './model-files';

/** Share of the images that rounding may cost: 0.05 points. */
const TOLERANCE = 0.0005;

/**
 * `float16` where rounding the weights costs at most 0.05 points of accuracy, else `float32`.
 *
 * @param images to judge by; never the test set, whose accuracy is reported
 */
export async function chooseDtype(
  model: tf.LayersModel,
  images: Dataset,
  preprocessing: Preprocessing,
): Promise<Dtype> {
  for (const weight of model.weights) {
    if (!fitsFloat16((await weight.read().data()) as Float32Array)) return 'float32';
  }
  const exact = await evaluate(model, images, preprocessing);
  const rounded = await unpackModel(await packModel(model, 'float16'), `${model.name} in float16`);
  try {
    const { correct } = await evaluate(rounded, images, preprocessing);
    return exact.correct - correct <= TOLERANCE * exact.images ? 'float16' : 'float32';
  } finally {
    rounded.dispose();
  }
}

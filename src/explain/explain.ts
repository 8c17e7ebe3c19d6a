import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { laidInto, placementIn, type Placement } from '../fit';
import type { Preprocessing } from '../preprocessing';
import { resizeBilinear } from '../resize';
import { suggestion } from '../suggest';
import { gradCam } from './grad-cam';
import { occlusion } from './occlusion';

export const EXPLAIN_METHODS = ['grad-cam', 'occlusion'] as const;

export interface ExplainOptions {
  /** Index into the classes: what the heat speaks for; the likeliest unless told. */
  label?: number;
  /** `'grad-cam'` unless told; `'occlusion'` runs the model some hundred times and looks at no layer. */
  method?: (typeof EXPLAIN_METHODS)[number];
  /** Of Grad-CAM: whose feature maps are weighed, inside a block `block/layer`; what the last convolutions give unless told. */
  layer?: string;
}

/**
 * A heat map in the size of the image as it was given: without what preprocessing added around it, with zeros where it
 * cut off, and scaled as much as the image was.
 *
 * @param input `[1, height, width, channels]`, what preprocessing made of the image
 * @param size of the image as it was given
 * @returns `[height, width]` row by row, 0 to 1
 * @throws ConvzooError as `gradCam` and `occlusion`, and where the method is unknown or has no use for a layer
 */
export async function heatOf(
  model: tf.LayersModel,
  input: tf.Tensor4D,
  { imageSize, padding, fit = 'stretch' }: Preprocessing,
  size: [height: number, width: number],
  options: ExplainOptions,
): Promise<Float32Array> {
  const heat = await methodOf(options)(model, input);
  const fitted = tf.tidy(() => {
    const inside = tf.slice(heat, [0, padding, padding], [1, ...imageSize]);
    const { size: scaled, offset } = placementIn(imageSize, size, fit);
    const back: Placement['offset'] = [-offset[0], -offset[1]];
    const ofImage = laidInto(tf.expandDims<tf.Tensor4D>(inside, 3), back, scaled, 0);
    return tf.clipByValue(resizeBilinear(ofImage, size), 0, 1);
  });
  try {
    return (await fitted.data()) as Float32Array;
  } finally {
    tf.dispose([heat, fitted]);
  }
}

type Method = (model: tf.LayersModel, input: tf.Tensor4D) => tf.Tensor3D | Promise<tf.Tensor3D>;

function methodOf({ method = 'grad-cam', label, layer }: ExplainOptions): Method {
  const told = label === undefined ? {} : { label };
  switch (method) {
    case 'grad-cam':
      return (model, input) => gradCam(model, input, { ...told, ...(layer !== undefined && { layer }) });
    case 'occlusion':
      if (layer === undefined) return (model, input) => occlusion(model, input, told);
      throw new ConvzooError(`explain: occlusion looks at no layer, and '${layer}' is told`);
    default:
      throw new ConvzooError(
        `explain: no method is named '${String(method)}'${suggestion(String(method), EXPLAIN_METHODS)}; ` +
          `expected ${EXPLAIN_METHODS.join(' or ')}`,
      );
  }
}

import * as tf from '@tensorflow/tfjs';
import { resizeBilinear } from '../resize';
import { cutAt } from './cut';
import { featureMapNamed, lastFeatureMap } from './feature-maps';
import { checkInput, labelsFor, likeliest, scoreGraphOf, type Label } from './score-graph';

export interface GradCamOptions {
  /** Classes that the heat speaks for; for each image its likeliest unless told. */
  label?: Label;
  /**
   * The layer whose feature maps are weighed, inside a block `block/layer`, e.g. `stage1_block1/conv2`; of a layer
   * that is used more than once, the last use. Unless told, what the last convolutions give, before poolings.
   */
  layer?: string;
}

/**
 * Where an image speaks for a class, by gradient-weighted class activation mapping: feature maps summed with the mean
 * gradient of the class's score (before the softmax) as their weights, as far as they are above 0. Selvaraju et al.
 * 2017, arXiv:1610.02391, section 3. Of outputs beyond the first, auxiliary heads, nothing is computed.
 * The weights know nothing of places: of a net whose dense layers read each place apart, such as LeNet-5, it tells less
 * than `occlusion` does.
 *
 * In a browser on wasm, layers before depthwise convolutions need `registerWasmTrainingKernels`.
 *
 * @param input `[batch, height, width, channels]`, preprocessed as the model reads it
 * @returns `[batch, height, width]`, scaled up to the input's size, from 0 to 1, which is the largest of each image;
 *   zeros where nothing speaks for the class. The caller disposes of it.
 * @throws ConvzooError where the model is no classifier of images or has no feature maps, or where input, label or
 *   layer don't fit it
 */
export function gradCam(
  model: tf.LayersModel,
  input: tf.Tensor4D,
  { label, layer }: GradCamOptions = {},
): tf.Tensor3D {
  const graph = scoreGraphOf(model);
  checkInput(graph, input);
  const { value } = layer === undefined ? lastFeatureMap(graph) : featureMapNamed(graph, layer);
  const [images, height, width] = input.shape;
  const told = label === undefined ? undefined : labelsFor(label, images, graph);
  return tf.tidy(() => {
    const { at: maps, rest } = cutAt(graph, value, input);
    const labels = told === undefined ? likeliest(graph, rest(maps)) : tf.tensor1d(told, 'int32');
    // Of integers, as wasm's kernel gives no others.
    const chosen = tf.oneHot(labels, graph.classes, graph.sign, 0).toFloat();
    const slopes = tf.grad((at) => tf.sum(tf.mul(rest(at), chosen)))(maps);
    const weights = tf.mean(slopes, [1, 2], true);
    const evidence = tf.relu(tf.sum<tf.Tensor4D>(tf.mul(maps, weights), 3, true));
    const heat = tf.squeeze<tf.Tensor3D>(resizeBilinear(evidence, [height, width]), [3]);
    return tf.divNoNan(heat, tf.max(heat, [1, 2], true));
  });
}

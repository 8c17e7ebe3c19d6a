import * as tf from '@tensorflow/tfjs';
import type { NodeBackend } from '../node-backend';
import {
  batchNormAttributes,
  type GradientAttrs,
  type GradientInput,
  type TrainingAttrs,
  type TrainingInput,
} from './batch-norm';
import { hasOneDnn } from './conv2d';
import { execute, overrideKernel } from './library';

/** How many floats AVX-512 takes at once. */
const LANES = 16;

/** Below, the operations that put things together take longer than they save. */
const WORTHWHILE = 2 ** 15;

/**
 * Batch normalisation in training where oneDNN is slow, by up to 8 times: forwards where the channels are no multiple
 * of 16, backwards where they are none of 4. There neighbouring pixels are read as one with the channels of all, and
 * what is found for a channel in each of its places is put together.
 */
export function addFoldedBatchNorm(): void {
  if (!hasOneDnn()) return;
  overrideKernel<TrainingInput, TrainingAttrs>('FusedBatchNormV3', (inputs, attrs, backend) => {
    const fold = foldOf(inputs.x, LANES);
    return fold === undefined ? undefined : forward(inputs, attrs, fold, backend);
  });
  overrideKernel<GradientInput, GradientAttrs>('FusedBatchNormGradV3', (inputs, attrs, backend) => {
    const fold = foldOf(inputs.x, 4);
    return fold === undefined ? undefined : backward(inputs, attrs, fold, backend);
  });
}

/** The pixels to read as one; undefined where the channels are a multiple already, or `x` is small or not divisible. */
function foldOf(x: tf.Tensor, multiple: number): number | undefined {
  const channels = channelsOf(x);
  if (channels % multiple === 0 || x.size < WORTHWHILE) return undefined;
  let fold = 2;
  while ((channels * fold) % LANES !== 0) fold *= 2;
  return x.size % (channels * fold) === 0 ? fold : undefined;
}

function forward(
  { x, scale, offset, mean: oldMean, variance: oldVariance }: Record<TrainingInput, tf.Tensor>,
  { epsilon, averageFactor }: TrainingAttrs,
  fold: number,
  backend: NodeBackend,
): tf.Tensor[] {
  const channels = channelsOf(x);
  const folded = foldedImage(x, fold);
  const ones = tf.ones([channels * fold]);
  const zeros = tf.zeros([channels * fold]);
  const [, means, variances] = batchNorm([folded, ones, zeros, zeros, ones], epsilon, true, backend);
  if (means === undefined || variances === undefined) throw new Error('batch norm: no statistics');
  const places = x.size / (channels * fold);
  const placeMeans = tf.reshape(means, [fold, channels]);
  const placeVariances = tf.mul(tf.reshape(variances, [fold, channels]), (places - 1) / places);
  const mean = tf.mean(placeMeans, 0);
  const variance = tf.mean(tf.add(placeVariances, tf.squaredDifference(placeMeans, mean)), 0);
  const tiled = [scale, offset, mean, variance].map((each) => tf.tile(each, [fold]));
  const [y] = batchNorm([folded, ...tiled], epsilon, false, backend);
  if (y === undefined) throw new Error('batch norm: no output');
  const count = x.size / channels;
  const moved = (old: tf.Tensor, batch: tf.Tensor) =>
    tf.add(tf.mul(old, 1 - averageFactor), tf.mul(batch, averageFactor));
  return [
    tf.reshape(y, x.shape),
    moved(oldMean, mean),
    moved(oldVariance, tf.mul(variance, count / (count - 1))),
    mean,
    variance,
    tf.zerosLike(mean),
  ];
}

/**
 * The gradient for `x` is that for given statistics, which the library has, plus what comes by the mean and the
 * variance, a line in `x`, which batch normalisation by other numbers draws. Ioffe and Szegedy 2015, section 3.
 */
function backward(
  { dy, x, scale, mean, variance }: Record<GradientInput, tf.Tensor>,
  { epsilon, isTraining }: GradientAttrs,
  fold: number,
  backend: NodeBackend,
): tf.Tensor[] {
  const channels = channelsOf(x);
  const count = x.size / channels;
  const folded = foldedImage(x, fold);
  const tiled = [scale, mean, variance, mean].map((each) => tf.tile(each, [fold]));
  const attributes = batchNormAttributes(epsilon, false);
  const inputs = [foldedImage(dy, fold), folded, ...tiled];
  const [direct, scales, offsets] = execute(
    'FusedBatchNormGradV3',
    { inputs, attributes, outputs: 5 },
    backend,
  );
  if (direct === undefined || scales === undefined || offsets === undefined)
    throw new Error('batch norm: no gradients');
  const dScale = tf.sum(tf.reshape(scales, [fold, channels]), 0);
  const dOffset = tf.sum(tf.reshape(offsets, [fold, channels]), 0);
  if (!isTraining) return [tf.reshape(direct, x.shape), dScale, dOffset];
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const rate = tf.div(tf.mul(scale, inverse), -count);
  const slope = tf.mul(tf.mul(rate, inverse), dScale);
  const height = tf.sub(tf.mul(rate, dOffset), tf.mul(slope, mean));
  const line = [slope, height].map((each) => tf.tile(each, [fold]));
  const zeros = tf.zeros([channels * fold]);
  const [throughStatistics] = batchNorm([folded, ...line, zeros, tf.onesLike(zeros)], 0, false, backend);
  if (throughStatistics === undefined) throw new Error('batch norm: no line');
  return [tf.reshape(tf.add(direct, throughStatistics), x.shape), dScale, dOffset];
}

function batchNorm(
  inputs: tf.Tensor[],
  epsilon: number,
  isTraining: boolean,
  backend: NodeBackend,
): tf.Tensor[] {
  const attributes = batchNormAttributes(epsilon, isTraining);
  return execute('FusedBatchNormV3', { inputs, attributes, outputs: 6 }, backend);
}

function foldedImage(x: tf.Tensor, fold: number): tf.Tensor {
  const channels = channelsOf(x) * fold;
  return tf.reshape(x, [1, x.size / channels, 1, channels]);
}

function channelsOf({ shape }: tf.Tensor): number {
  return shape[3] ?? 0;
}

import type * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';

/** The shapes that a layer was built with, one for each of its inputs. */
export function shapesOf(shape: tf.Shape | tf.Shape[]): tf.Shape[] {
  return (Array.isArray(shape[0]) ? shape : [shape]) as tf.Shape[];
}

/** The one shape that a layer with a single input was built with. */
export function singleShape(shape: tf.Shape | tf.Shape[], layer: string): tf.Shape {
  const [single, ...others] = shapesOf(shape);
  if (single === undefined || others.length > 0)
    throw new ConvzooError(`${layer}: takes one input, got ${shape.length}`);
  return single;
}

/** The one tensor that a layer with a single input was called with. */
export function singleTensor(inputs: tf.Tensor | tf.Tensor[], layer: string): tf.Tensor {
  if (!Array.isArray(inputs)) return inputs;
  const [tensor, ...rest] = inputs;
  if (tensor === undefined || rest.length > 0)
    throw new ConvzooError(`${layer}: takes one input, got ${inputs.length}`);
  return tensor;
}

/** `[batch, height, width, channels]` with the last three known. Throws where they aren't. */
export function imageShape(
  shape: tf.Shape | tf.Shape[],
  layer: string,
): { height: number; width: number; channels: number } {
  const [, height, width, channels, ...rest] = singleShape(shape, layer);
  if (height == null || width == null || channels == null || rest.length > 0) {
    throw new ConvzooError(
      `${layer}: expected [batch, height, width, channels], got ${JSON.stringify(shape)}`,
    );
  }
  return { height, width, channels };
}

/** The channels of `[batch, height, width, channels]`, whose other sizes may be unknown. Throws where they aren't known. */
export function channelsOf(shape: tf.Shape | tf.Shape[], layer: string): number {
  const single = singleShape(shape, layer);
  const channels = single[3];
  if (single.length !== 4 || channels == null)
    throw new ConvzooError(
      `${layer}: expected [batch, height, width, channels], got ${JSON.stringify(shape)}`,
    );
  return channels;
}

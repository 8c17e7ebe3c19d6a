import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Dtype } from '../card';
import { ConvzooError, messageOf } from '../errors';
import { toFloat16 } from './float16';

export const MODEL_FILE = 'model.json';
const SHARD_BYTES = 4 * 1024 * 1024;
const BYTES_PER_VALUE: Record<Dtype, number> = { float16: 2, float32: 4 };

/** Content by file name: model.json and the shards it names. */
export type ModelFiles = Map<string, Uint8Array<ArrayBuffer>>;

const modelJson = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string()),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().nonnegative()),
          dtype: z.literal('float32'),
          quantization: z.object({ dtype: z.literal('float16') }).exactOptional(),
        }),
      ),
    }),
  ),
});

/**
 * A model in tfjs's layers format, as `tf.loadLayersModel` reads it: the same model gives the same bytes.
 *
 * @throws ConvzooError where a weight is not float32, not finite, or too large for the dtype
 */
export async function packModel(model: tf.LayersModel, dtype: Dtype): Promise<ModelFiles> {
  const quantization = dtype === 'float16' ? { quantization: { dtype } } : {};
  const weights: tf.io.WeightsManifestEntry[] = [];
  const content: Uint8Array[] = [];
  for (const weight of model.weights) {
    const name = `${model.name}: weight ${weight.originalName}`;
    const values = await weight.read().data();
    if (!(values instanceof Float32Array)) throw new ConvzooError(`${name} is ${weight.dtype}, not float32`);
    if (!values.every(Number.isFinite)) throw new ConvzooError(`${name} holds a value that is not finite`);
    const shape = weight.shape.map(Number);
    weights.push({ name: weight.originalName, shape, dtype: 'float32', ...quantization });
    content.push(dtype === 'float16' ? toFloat16(values, name) : bytesOf(values));
  }

  const shards = shardsOf(joined(content));
  const json = {
    format: 'layers-model',
    generatedBy: 'convzoo',
    convertedBy: null,
    modelTopology: model.toJSON(undefined, false),
    weightsManifest: [{ paths: [...shards.keys()], weights }],
  };
  return new Map([[MODEL_FILE, new TextEncoder().encode(JSON.stringify(json))], ...shards]);
}

/**
 * The model that `packModel` packed. Its layers must have been imported.
 *
 * @param where names the folder in errors
 * @throws ConvzooError where model.json can't be understood, a shard is missing, or weights and layers disagree
 */
export async function unpackModel(files: ModelFiles, where: string): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = readModelJson(files, where);
  const specs = weightsManifest.flatMap(({ weights }) => weights);
  const shards = weightsManifest.flatMap(({ paths }) => paths.map((path) => fileOf(files, path, where)));
  const expected = specs.reduce((sum, spec) => sum + bytesOfSpec(spec), 0);
  const weightData = joined(shards).buffer;
  if (weightData.byteLength !== expected) {
    throw new ConvzooError(
      `${where}: the shards hold ${weightData.byteLength} bytes, ${MODEL_FILE} describes ${expected}`,
    );
  }
  try {
    return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: specs, weightData }));
  } catch (error) {
    throw new ConvzooError(`${where}: ${MODEL_FILE} and the shards make no model: ${messageOf(error)}`);
  }
}

function readModelJson(files: ModelFiles, where: string): z.output<typeof modelJson> {
  const content = fileOf(files, MODEL_FILE, where);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(content));
  } catch (error) {
    throw new ConvzooError(`${where}/${MODEL_FILE}: not JSON: ${messageOf(error)}`);
  }
  const parsed = modelJson.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ConvzooError(
    `${where}/${MODEL_FILE}: not a model in tfjs's layers format:\n${z.prettifyError(parsed.error)}`,
  );
}

function fileOf(files: ModelFiles, name: string, where: string): Uint8Array {
  const content = files.get(name);
  if (content !== undefined) return content;
  throw new ConvzooError(`${where}: ${name} is missing among ${[...files.keys()].join(', ')}`);
}

function bytesOfSpec({ shape, quantization }: tf.io.WeightsManifestEntry): number {
  return tf.util.sizeFromShape(shape) * BYTES_PER_VALUE[quantization === undefined ? 'float32' : 'float16'];
}

function shardsOf(content: Uint8Array<ArrayBuffer>): ModelFiles {
  const shards = Math.max(1, Math.ceil(content.length / SHARD_BYTES));
  return new Map(
    Array.from({ length: shards }, (_, i) => [
      `group1-shard${i + 1}of${shards}.bin`,
      content.slice(i * SHARD_BYTES, (i + 1) * SHARD_BYTES),
    ]),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { startEngine, type EngineName, type EngineOptions } from '../../src/engine/start.node';

/** Starts an engine as this package does, and tells what it is made of. */
export async function startOurs(
  name: EngineName,
  options: EngineOptions = {},
): Promise<Record<string, string>> {
  const { version, libtensorflow } = await startEngine(name, options);
  return { tfjs: version, ...(libtensorflow !== undefined && { libtensorflow }) };
}

/** Starts an engine as a user of tfjs does who does not have this package. */
export async function startPlain(name: EngineName): Promise<Record<string, string>> {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (name === 'tensorflow') await import('@tensorflow/tfjs-node');
  await tf.setBackend(name);
  if (tf.getKernel('FusedBatchNormV3', name) != null) throw new Error('bench: the plain engine is not plain');
  return { tfjs: tf.version.tfjs };
}

import * as util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { ConvzooError, messageOf } from '../errors';
import type { EngineVersions } from './engine';

/** The command that installs or repairs the native engine. */
export const NATIVE_REMEDY = '`npx convzoo doctor --fix` (in a clone of convzoo: `npm run setup:native`)';

/**
 * Makes libtensorflow, through tfjs-node's addon, the engine.
 * @throws ConvzooError when tfjs-node is not installed or its addon does not load.
 */
export async function startTensorflow(): Promise<EngineVersions> {
  const version = loadAddon();
  await tf.setBackend('tensorflow');
  await tf.ready();
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  return { version, libtensorflow: binding.TF_Version };
}

function loadAddon(): string {
  restoreIsNullOrUndefined();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  try {
    // `require`, because the addon has to be loaded at the moment it is asked for, also under jest.
    const addon = require('@tensorflow/tfjs-node') as typeof import('@tensorflow/tfjs-node');
    return addon.version['tfjs-node'];
  } catch (error) {
    throw new ConvzooError(
      `Engine 'tensorflow' does not load: ${reason(error)}. To set it up: ${NATIVE_REMEDY}`,
    );
  }
}

/** tfjs-node 4.22.0 calls a function that Node 23 removed (tfjs#8425). */
function restoreIsNullOrUndefined(): void {
  const mutable = require('node:util') as typeof util & { isNullOrUndefined?: (value: unknown) => boolean };
  mutable.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function reason(error: unknown): string {
  const message = messageOf(error);
  if (message.includes("Cannot find module '@tensorflow/tfjs-node'")) {
    return 'the package @tensorflow/tfjs-node is not installed';
  }
  if (message.includes('native addon module'))
    return 'the native addon of @tensorflow/tfjs-node is not built';
  return message.split('\n', 1)[0] ?? message;
}

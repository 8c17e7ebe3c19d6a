import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { ConvzooError, messageOf } from '../errors';
import { registerCompiler } from './compile';
import type { EngineVersions } from './engine';
import { registerFreezer } from './freeze';
import { compileGraph } from './graph/compile-graph.node';
import { freezeGraph } from './graph/freeze-graph.node';
import { nodeBackend } from './node-backend';
import { resolveModule } from './resolve.node';
import { QUIET_LOADER } from './native/quiet-loader.node';
import { registerFusedKernels } from './tensorflow-kernels';

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
  registerFusedKernels();
  registerCompiler('tensorflow', compileGraph);
  registerFreezer('tensorflow', freezeGraph);
  return { version, libtensorflow: nodeBackend().binding.TF_Version };
}

function loadAddon(): string {
  restoreIsNullOrUndefined();
  // On x86 libtensorflow uses oneDNN unasked only where the processor has instructions for neural nets: VNNI or later.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  const isQuiet = process.env['TF_CPP_MIN_LOG_LEVEL'] === undefined;
  if (isQuiet) process.env['TF_CPP_MIN_LOG_LEVEL'] = '2';
  try {
    if (isQuiet) loadLibraryQuietly();
    // `require`, because the addon has to be loaded at the moment it is asked for, also under jest.
    const addon = require('@tensorflow/tfjs-node') as { version: { 'tfjs-node': string } };
    return addon.version['tfjs-node'];
  } catch (error) {
    throw new ConvzooError(
      `Engine 'tensorflow' does not load: ${reason(error)}. To set it up: ${NATIVE_REMEDY}`,
    );
  }
}

/** Keeps back what the library prints before it reads its log level; the set-up from the wheel provides for it. */
function loadLibraryQuietly(): void {
  let manifest: string;
  try {
    manifest = resolveModule('@tensorflow/tfjs-node/package.json');
  } catch {
    return; // Loading the addon says what is missing.
  }
  const loader = join(dirname(manifest), 'deps', 'lib', QUIET_LOADER);
  if (existsSync(loader)) require(loader);
}

/** tfjs-node 4.22.0 calls a function that Node 23 removed (tfjs#8425). */
function restoreIsNullOrUndefined(): void {
  const mutable = require('node:util') as typeof util & { isNullOrUndefined?: (value: unknown) => boolean };
  mutable.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function reason(error: unknown): string {
  const message = messageOf(error);
  if (message.includes("Cannot find module '@tensorflow/tfjs-node")) {
    return 'the package @tensorflow/tfjs-node is not installed';
  }
  if (message.includes('native addon module'))
    return 'the native addon of @tensorflow/tfjs-node is not built';
  return message.split('\n', 1)[0] ?? message;
}

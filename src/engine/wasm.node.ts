import * as tf from '@tensorflow/tfjs';
import { version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { ConvzooError } from '../errors';
import type { EngineVersions } from './engine';
import { registerWasmTrainingKernels } from './wasm-kernels';

/**
 * Makes WebAssembly the engine.
 * @throws ConvzooError when this Node cannot compile or start the module.
 */
export async function startWasm(): Promise<EngineVersions> {
  if (!(await tf.setBackend('wasm'))) {
    throw new ConvzooError(
      `Engine 'wasm' does not start in Node ${process.versions.node}: its WebAssembly module could not be compiled. ` +
        "Start Node without flags that restrict WebAssembly, or use the 'cpu' engine",
    );
  }
  await tf.ready();
  registerWasmTrainingKernels();
  return { version: version_wasm };
}

import * as tf from '@tensorflow/tfjs';
import { ConvzooError, messageOf } from '../errors';
import type { EngineVersions } from './engine';

const BACKEND = '@tensorflow/tfjs-backend-webgpu';

const NO_ADAPTER =
  "Engine 'webgpu' does not start: this machine offers no WebGPU adapter. On Linux it takes a Vulkan driver " +
  '(libvulkan1 and the driver of the graphics card; VK_DRIVER_FILES names one that is not installed in the usual place)';

/**
 * Makes WebGPU the engine, in Node through Dawn (the npm package `webgpu`).
 * @throws ConvzooError when the optional packages are missing or the machine offers no adapter.
 */
export async function startWebgpu(): Promise<EngineVersions> {
  await provideNavigatorGpu();
  // Imported after that: the backend registers itself only where it finds `navigator.gpu`.
  await optional(BACKEND, () => import('@tensorflow/tfjs-backend-webgpu'));
  if ((await navigator.gpu.requestAdapter()) === null) throw new ConvzooError(NO_ADAPTER);
  if (!(await tf.setBackend('webgpu'))) {
    throw new ConvzooError(
      "Engine 'webgpu' does not start: the adapter gives no device with the limits it names",
    );
  }
  await tf.ready();
  return { version: (require(`${BACKEND}/package.json`) as { version: string }).version };
}

async function provideNavigatorGpu(): Promise<void> {
  if (typeof navigator !== 'undefined' && 'gpu' in navigator) return;
  const { create, globals } = await optional('webgpu', () => import('webgpu'));
  Object.assign(globalThis, globals);
  const gpu = create(process.platform === 'linux' ? ['backend=vulkan'] : []);
  if (typeof navigator === 'undefined') {
    // Node 20 has no navigator; tfjs reads the user agent of one that is there.
    const value = { userAgent: `Node.js/${process.versions.node}` };
    Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
  }
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
}

async function optional<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw new ConvzooError(
      `Engine 'webgpu' does not load: ${name}: ${messageOf(error).split('\n', 1)[0]}. ` +
        'It takes two optional packages: `npm install @tensorflow/tfjs-backend-webgpu@4.22.0 webgpu`',
    );
  }
}

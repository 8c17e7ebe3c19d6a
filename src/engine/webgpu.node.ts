import * as tf from '@tensorflow/tfjs';
import { ConvzooError, messageOf } from '../errors';
import type { EngineVersions } from './engine';

const BACKEND = '@tensorflow/tfjs-backend-webgpu';

export const WEBGPU_PACKAGES = `It takes two optional packages: npm install ${BACKEND}@4.22.0 webgpu`;

export const NO_ADAPTER =
  'this machine offers no WebGPU adapter. On Linux it takes libvulkan1 and a Vulkan driver; ' +
  'VK_DRIVER_FILES names a driver that is not installed in the usual place';

/** Dawn's OpenGL backend lacks what tfjs needs, and it is tried where there is no Vulkan. */
export const DAWN_OPTIONS = process.platform === 'linux' ? ['backend=vulkan'] : [];

/**
 * Makes WebGPU the engine, in Node through Dawn (the npm package `webgpu`). Values can be read with `data()` only:
 * tfjs's `dataSync()` needs a browser's canvas here.
 * @throws ConvzooError when the optional packages are missing or the machine offers no adapter.
 */
export async function startWebgpu(): Promise<EngineVersions> {
  await provideNavigatorGpu();
  // Imported after that: the backend registers itself only where it finds `navigator.gpu`.
  await optional(BACKEND, () => import('@tensorflow/tfjs-backend-webgpu'));
  if ((await navigator.gpu.requestAdapter()) === null) {
    throw new ConvzooError(`Engine 'webgpu' does not start: ${NO_ADAPTER}`);
  }
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
  if (typeof navigator === 'undefined') {
    // Node 20 has no navigator; tfjs reads the user agent of one that is there.
    const value = { userAgent: `Node.js/${process.versions.node}` };
    Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
  }
  Object.defineProperty(navigator, 'gpu', { value: create(DAWN_OPTIONS), configurable: true });
}

async function optional<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const [reason] = messageOf(error).split('\n', 1);
    throw new ConvzooError(`Engine 'webgpu' does not load: ${name}: ${reason}. ${WEBGPU_PACKAGES}`);
  }
}

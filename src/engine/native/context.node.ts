import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';
import { ConvzooError } from '../../errors';
import { resolveModule } from '../resolve.node';
import type { RunCommand } from './command.node';

/** The version of tfjs-node that goes with this package's TensorFlow.js. */
export const TFJS_NODE_VERSION = '4.22.0';

/** The Node-API level tfjs-node builds for on every Node that this package supports. */
export const NODE_API = 'napi-v8';

/** What the steps of the native set-up share. */
export interface NativeContext {
  readonly run: RunCommand;
  /** Takes one line about what is being done. */
  readonly log: (line: string) => void;
  /** Folder outside node_modules that keeps the library and the built addon. */
  readonly cache: string;
  /** Where the package @tensorflow/tfjs-node is or belongs. */
  readonly packageFolder: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/** The `native` folder in CONVZOO_CACHE or, without that, in the user's cache folder. */
export function defaultCache(): string {
  return join(process.env['CONVZOO_CACHE'] || envPaths('convzoo', { suffix: '' }).cache, 'native');
}

/**
 * The place of tfjs-node: beside the @tensorflow/tfjs that this package uses, because both must see one tfjs.
 * @throws ConvzooError when another package manager than npm or yarn has laid out that folder.
 */
export function defaultPackageFolder(): string {
  const scope = dirname(dirname(resolveModule('@tensorflow/tfjs/package.json')));
  const folder = join(scope, 'tfjs-node');
  if (!existsSync(folder) && /[\\/](\.pnpm|\.store|__virtual__)[\\/]|\.zip[\\/]/.test(scope)) {
    throw new ConvzooError(
      `@tensorflow/tfjs-node is not installed and ${scope} is managed by a package manager that links packages. ` +
        `Add the package there first (for pnpm: pnpm add @tensorflow/tfjs-node@${TFJS_NODE_VERSION}), then run this again`,
    );
  }
  return folder;
}

/** The library's folder in the cache; holds `lib` and `include`. */
export function libraryFolder({ cache, platform, arch }: NativeContext, tensorflow: string): string {
  return join(cache, `tensorflow-${tensorflow}-${platform}-${arch}`);
}

/** The folder in the cache of the addon built against that library. */
export function addonFolder({ cache, platform, arch }: NativeContext, tensorflow: string): string {
  return join(cache, `addon-${TFJS_NODE_VERSION}-${NODE_API}-${tensorflow}-${platform}-${arch}`);
}

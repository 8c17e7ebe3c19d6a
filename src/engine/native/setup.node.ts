import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConvzooError } from '../../errors';
import { withLock } from '../../lock.node';
import { buildAddon, cachedLibraries, restoreAddon } from './addon.node';
import { runCommand, type RunCommand } from './command.node';
import { defaultCache, defaultPackageFolder, type NativeContext } from './context.node';
import { removeStaging } from './files.node';
import { placePackage } from './package.node';
import { installPrebuilt } from './prebuilt.node';
import { probeAddon } from './probe.node';
import { fetchLibrary } from './wheel.node';

export interface NativeSetupOptions {
  /** Takes one line about each thing that was done. */
  readonly log: (line: string) => void;
  readonly run?: RunCommand;
  /** Folder for the library and the addon; see {@link defaultCache}. */
  readonly cache?: string;
  /** Folder of the package @tensorflow/tfjs-node; see {@link defaultPackageFolder}. */
  readonly packageFolder?: string;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
}

/**
 * Makes the `tensorflow` engine available: from the cache, else with tfjs-node's own binary, else by compiling its
 * addon against the library in Python's tensorflow-cpu wheel. Does nothing when the engine loads already.
 * @throws ConvzooError with the reason and what to do about it.
 */
export async function setupNative(options: NativeSetupOptions): Promise<void> {
  const context: NativeContext = {
    run: runCommand,
    cache: defaultCache(),
    platform: process.platform,
    arch: process.arch,
    ...options,
    packageFolder: options.packageFolder ?? defaultPackageFolder(),
  };
  const state = await probeAddon(context.run, context.packageFolder);
  if (state.loads) {
    context.log(`the native engine loads already (libtensorflow ${state.libtensorflow}): nothing to do`);
    return;
  }
  context.log(`the native engine does not load: ${state.reason}`);
  await withLock(context.cache, 'native-engine', async () => {
    await removeStaging(context.cache);
    await mkdir(dirname(context.packageFolder), { recursive: true });
    await removeStaging(dirname(context.packageFolder));
    await install(context);
  });
}

async function install(context: NativeContext): Promise<void> {
  await placePackage(context);
  if (await restoreAddon(context)) return;
  if (await installPrebuilt(context)) return;
  await requireBuildTools(context);
  const [newest] = await cachedLibraries(context);
  await buildAddon(context, newest ?? (await fetchLibrary(context)));
}

/** Asked before the download, so that nobody waits for 270 MB and then has no compiler. */
async function requireBuildTools({ run, platform, arch }: NativeContext): Promise<void> {
  if (platform !== 'linux') {
    throw new ConvzooError(
      `tfjs-node's own binary can't be had, and the way around it, TensorFlow's Python wheel, is for Linux only ` +
        `(this is ${platform} ${arch}). Everything runs on the 'wasm' engine meanwhile`,
    );
  }
  const python = await run('python3', ['-m', 'pip', '--version']);
  if (python.code !== 0) {
    throw new ConvzooError(
      python.output.includes('No module named pip')
        ? 'python3 has no pip, which fetches TensorFlow. On Debian and Ubuntu: apt-get install python3-pip'
        : 'python3, whose pip fetches TensorFlow, does not run. On Debian and Ubuntu: apt-get install python3 python3-pip',
    );
  }
  for (const tool of ['make', 'g++']) {
    if ((await run(tool, ['--version'])).code !== 0) {
      throw new ConvzooError(
        `${tool}, which compiles the addon, does not run. On Debian and Ubuntu: apt-get install g++ make`,
      );
    }
  }
}

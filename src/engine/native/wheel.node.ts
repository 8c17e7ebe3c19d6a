import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ConvzooError } from '../../errors';
import { tail, type CommandResult } from './command.node';
import { libraryFolder, type NativeContext } from './context.node';
import { makeStaging, writeFolder } from './files.node';
import { buildQuietLoader } from './quiet-loader.node';
import { UNPACK_SCRIPT } from './unpack-script';

/**
 * Downloads Python's tensorflow-cpu wheel and keeps its C library and headers in the cache.
 * @returns the version of TensorFlow.
 * @throws ConvzooError when pip finds no wheel for this Python or can't reach its index.
 */
export async function fetchLibrary(context: NativeContext): Promise<string> {
  const { run, log, cache } = context;
  const download = await makeStaging(cache);
  try {
    log('downloading the tensorflow-cpu wheel with pip (about 270 MB)');
    const pip = [
      '-m',
      'pip',
      'download',
      '--no-deps',
      '--only-binary=:all:',
      '--dest',
      download,
      'tensorflow-cpu',
    ];
    const downloaded = await run('python3', pip);
    if (downloaded.code !== 0) throw await downloadError(context, downloaded);
    const wheel = (await readdir(download)).find((name) => name.endsWith('.whl'));
    const version = wheel?.split('-')[1];
    if (wheel === undefined || version === undefined) {
      throw new ConvzooError(`pip reported success but left no tensorflow-cpu wheel in ${download}`);
    }
    log(`unpacking its library and headers into ${libraryFolder(context, version)}`);
    await writeFolder(libraryFolder(context, version), (staging) =>
      unpack(context, join(download, wheel), staging),
    );
    return version;
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}

async function unpack(context: NativeContext, wheel: string, folder: string): Promise<void> {
  const { code, output } = await context.run('python3', ['-c', UNPACK_SCRIPT, wheel, folder]);
  if (code !== 0) {
    throw new ConvzooError(`${basename(wheel)} could not be unpacked (is the disk full?):\n${tail(output)}`);
  }
  const lib = join(folder, 'lib');
  await mkdir(lib, { recursive: true });
  // The names that the linker looks for.
  await symlink('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so'));
  await symlink('libtensorflow_framework.so.2', join(lib, 'libtensorflow_framework.so'));
  await buildQuietLoader(context, lib);
}

async function downloadError({ run, arch }: NativeContext, { output }: CommandResult): Promise<ConvzooError> {
  if (
    /failed to establish a new connection|connection broken|ConnectTimeout|ProxyError|SSLError/i.test(output)
  ) {
    return new ConvzooError(
      'pip could not reach its package index. Check the connection, or point pip at a mirror or a folder ' +
        `(PIP_INDEX_URL, PIP_FIND_LINKS), then run this again:\n${tail(output, 3)}`,
    );
  }
  if (/no matching distribution|could not find a version/i.test(output)) {
    const python = (await run('python3', ['--version'])).output.trim();
    return new ConvzooError(
      `There is no tensorflow-cpu wheel for ${python} on ${arch}. Put a python3 that TensorFlow supports first in PATH ` +
        '(3.10 to 3.13 at the time of writing), then run this again',
    );
  }
  return new ConvzooError(`pip could not download tensorflow-cpu:\n${tail(output)}`);
}

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError } from '../../errors';
import { tail } from './command.node';
import type { NativeContext } from './context.node';

/** File in the library's folder; a Node addon that loads the library beside it without its start-up messages. */
export const QUIET_LOADER = 'convzoo_quiet.node';

/**
 * libtensorflow 2.21 prints about oneDNN while it is being loaded, before it reads TF_CPP_MIN_LOG_LEVEL. Node cannot
 * point the standard error elsewhere for that moment in a way that is safe beside other threads; dup2 can.
 */
const SOURCE = `
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <unistd.h>

extern "C" __attribute__((visibility("default"))) void *napi_register_module_v1(void *, void *exports) {
  Dl_info self;
  if (!dladdr(reinterpret_cast<void *>(&napi_register_module_v1), &self)) return exports;
  const std::string path(self.dli_fname);
  const std::string library = path.substr(0, path.rfind('/')) + "/libtensorflow_framework.so.2";
  const int saved = fcntl(2, F_DUPFD_CLOEXEC, 3);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const bool quiet = saved >= 0 && nowhere >= 0;
  if (quiet) dup2(nowhere, 2);
  dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (quiet) dup2(saved, 2);
  if (saved >= 0) close(saved);
  if (nowhere >= 0) close(nowhere);
  return exports;
}
`;

/** Compiles {@link QUIET_LOADER} into the folder `lib`, where the library is. */
export async function buildQuietLoader({ run }: NativeContext, lib: string): Promise<void> {
  const source = join(lib, 'convzoo_quiet.cc');
  await writeFile(source, SOURCE);
  const { code, output } = await run('g++', [
    '-shared',
    '-fPIC',
    '-O1',
    '-o',
    join(lib, QUIET_LOADER),
    source,
    '-ldl',
  ]);
  if (code !== 0) throw new ConvzooError(`g++ does not compile for Node's addons:\n${tail(output)}`);
  await rm(source);
}

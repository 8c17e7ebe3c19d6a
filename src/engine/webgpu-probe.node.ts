import { pathToFileURL } from 'node:url';
import type { RunCommand } from './native/command.node';
import { resolveModule } from './resolve.node';
import { DAWN_OPTIONS, NO_ADAPTER, WEBGPU_PACKAGES } from './webgpu.node';

const SCRIPT = `
import(process.argv[1]).then(async ({ create }) => {
  const adapter = await create(JSON.parse(process.argv[2])).requestAdapter();
  console.log(adapter === null ? 'adapter=none' : 'adapter=found');
  process.exit(0);
});`;

/**
 * Asks for an adapter in a process of its own, because Dawn prints what it misses.
 * @returns what keeps WebGPU from running here, if anything does.
 */
export async function probeWebgpu(run: RunCommand): Promise<string | undefined> {
  let dawn: string;
  try {
    dawn = pathToFileURL(resolveModule('webgpu')).href;
  } catch {
    return `the package webgpu is not installed. ${WEBGPU_PACKAGES}`;
  }
  const { output } = await run(process.execPath, ['-e', SCRIPT, dawn, JSON.stringify(DAWN_OPTIONS)]);
  if (output.includes('adapter=found')) return undefined;
  return output.includes('adapter=none')
    ? NO_ADAPTER
    : `Dawn does not load: ${output.trim().split('\n', 1)[0]}`;
}

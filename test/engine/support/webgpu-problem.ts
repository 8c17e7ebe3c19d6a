/** Run by tsx: prints what keeps WebGPU from running here, or nothing. */
import { runCommand } from '../../../src/engine/native/command.node';
import { probeWebgpu } from '../../../src/engine/webgpu-probe.node';

void probeWebgpu(runCommand).then((problem) => process.stdout.write(problem ?? ''));

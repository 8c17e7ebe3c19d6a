import { readFileSync } from 'node:fs';

/** What Linux calls the instructions that multiply numbers of this type, on x86. */
const BFLOAT16_FLAGS = /^flags\s*:.*\b(avx512_bf16|amx_bf16)\b/m;

let hasBfloat16: boolean | undefined;

/** Whether the processor multiplies bfloat16 numbers itself, as far as can be known: false outside Linux. */
export function processorHasBfloat16(): boolean {
  hasBfloat16 ??= BFLOAT16_FLAGS.test(processors());
  return hasBfloat16;
}

function processors(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}

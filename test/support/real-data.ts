import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS: Record<string, string> = { mnist: 'mnist', cifar10: 'cifar-10-batches-bin', digits: '.' };

/** The folder with the real data sets; an empty string where there is none. */
export const data = process.env['CONVZOO_DATA'] ?? '';

/** `it`, or a skipped test with a printed reason where the data set is not there. */
export function itWith(dataset: string): jest.It {
  const folder = join(data, FOLDERS[dataset] ?? dataset);
  if (data !== '' && existsSync(folder)) return it;
  console.warn(`skipped: ${dataset} is not there (CONVZOO_DATA is '${data}')`);
  return it.skip;
}

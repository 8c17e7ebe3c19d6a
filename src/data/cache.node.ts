import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/**
 * The folder that holds the data sets' files: the one given, else `CONVZOO_DATA`, else one in the user's cache.
 */
export function dataFolder(given?: string): string {
  const named = given ?? process.env['CONVZOO_DATA'];
  return named ? resolve(named) : join(envPaths('convzoo', { suffix: '' }).cache, 'data');
}

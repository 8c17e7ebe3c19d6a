// Destructured, because the ESM build provides `require` only where it sees more than `require.resolve`.
const { resolve } = require;

/**
 * The file of an installed module, without loading it.
 * @param paths folders to look from; default this package.
 * @throws Error when it is not installed.
 */
export function resolveModule(name: string, paths?: string[]): string {
  return resolve(name, paths && { paths });
}

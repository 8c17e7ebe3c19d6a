import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Destructured, because the ESM build provides `require` only where it sees more than `require.resolve`.
const { resolve } = require;

/** The folder of this package, in a clone and where it is installed. */
export function packageRoot(): string {
  return dirname(resolve('convzoo/package.json'));
}

/** The version of this package. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

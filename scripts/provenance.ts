import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/package.node';

/** How this command is called, as a person would type it: in a clone through npm run, elsewhere through npx. */
export function commandLine(): string {
  const [command = '', ...args] = process.argv.slice(2);
  return asTyped(command, ...args);
}

/** A command with its arguments, to be typed where this one was. */
export function asTyped(command: string, ...args: string[]): string {
  const isClone = existsSync(join(packageRoot(), '.git'));
  if (!isClone) return ['npx convzoo', command, ...args].join(' ');
  return [`npm run ${command}`, ...(args.length === 0 ? [] : ['--']), ...args].join(' ');
}

/** The commit of the code that runs, `unknown` outside a clone. */
export function commitNow(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: packageRoot(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changes = git('status', '--porcelain', '--', 'src', 'models', 'scripts');
    return `${git('rev-parse', 'HEAD')}${changes === '' ? '' : '+changes'}`;
  } catch {
    return 'unknown';
  }
}

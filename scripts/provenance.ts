import { execFileSync } from 'node:child_process';
import { packageRoot } from '../src/package.node';

/** How this process was called, as a person would type it. */
export function commandLine(): string {
  const [, , ...args] = process.argv;
  const isClone = process.env['npm_lifecycle_event'] !== undefined;
  return isClone
    ? `npm run ${process.env['npm_lifecycle_event']} -- ${args.slice(1).join(' ')}`
    : `npx convzoo ${args.join(' ')}`;
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

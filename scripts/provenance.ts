import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/package.node';

/** How this command is called, as a person would type it: in a clone through npm run, elsewhere through npx. */
export function commandLine(): string {
  const [command = '', ...args] = process.argv.slice(2);
  return asTyped(command, ...args);
}

/** The command that goes on with what this one began: without `--fresh`, and with what is told behind it. */
export function commandToResume(...more: string[]): string {
  const kept = process.argv.slice(2).filter((argument) => ![...more, '--fresh'].includes(argument));
  const [command = '', ...args] = kept;
  return asTyped(command, ...args, ...more);
}

/** A command with its arguments, to be typed where this one was. */
export function asTyped(command: string, ...args: string[]): string {
  const isClone = existsSync(join(packageRoot(), '.git'));
  const words = args.map(quoted);
  if (!isClone) return ['npx convzoo', command, ...words].join(' ');
  return [`npm run ${command}`, ...(words.length === 0 ? [] : ['--']), ...words].join(' ');
}

/** An argument as one word of a shell's. */
function quoted(argument: string): string {
  return /^[\w./=:,@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
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

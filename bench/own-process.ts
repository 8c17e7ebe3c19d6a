import { join } from 'node:path';
import { runCommand, tail } from '../src/engine/native/command.node';
import { MARK } from './protocol';

/**
 * Runs a script of contest/ in a process of its own.
 *
 * @param task goes to the script as JSON
 * @returns what the script printed behind the mark, as JSON
 */
export async function inOwnProcess<Result>(script: string, task: object): Promise<Result> {
  const path = join(__dirname, 'contest', `${script}.ts`);
  const { output } = await runCommand(process.execPath, ['--import', 'tsx', path, JSON.stringify(task)]);
  const line = output.split('\n').find((each) => each.startsWith(MARK));
  if (line === undefined) throw new Error(`${script} ${JSON.stringify(task)} ended early: ${tail(output)}`);
  return JSON.parse(line.slice(MARK.length)) as Result;
}

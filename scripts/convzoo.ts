#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import '../src/index';
import { ConvzooError, messageOf } from '../src/errors';
import { InUseError } from '../src/lock.node';
import { version } from '../package.json';
import { doctorCommand } from './doctor';
import { IN_USE } from './exit-codes';
import { evaluateCommand } from './evaluate';
import { explainCommand } from './explain';
import { exportCommand } from './export';
import { finetuneCommand } from './finetune';
import { infoCommand } from './info';
import { lesionCommand } from './lesion';
import { listCommand } from './list';
import { predictCommand } from './predict';
import { quickstartCommand } from './quickstart';
import { repeatsCommand } from './repeats';
import { reportCommand } from './report';
import { trainCommand } from './train';
import { trainAllCommand } from './train-all';
import { verifyCommand } from './verify';

async function main(): Promise<number> {
  const program = new Command('convzoo')
    .description('Classic CNNs for TensorFlow.js: train, evaluate, classify, export')
    .version(version)
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 called wrongly, 75 in use by another process, 130 interrupted and can be resumed',
    )
    .exitOverride();
  const commands = [
    quickstartCommand(),
    listCommand(),
    infoCommand(),
    trainCommand(),
    trainAllCommand(),
    finetuneCommand(),
    evaluateCommand(),
    verifyCommand(),
    repeatsCommand(),
    predictCommand(),
    explainCommand(),
    lesionCommand(),
    exportCommand(),
    reportCommand(),
    doctorCommand(),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  try {
    await program.parseAsync();
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${error instanceof ConvzooError ? `error: ${error.message}` : describe(error)}\n`);
    return error instanceof InUseError ? IN_USE : 1;
  }
}

/** Anything but a ConvzooError is a defect: its stack helps whoever reports it. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
}

void main().then((code) => process.exit(code));

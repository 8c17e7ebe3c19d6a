import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { ComparisonOptions } from './compare';
import { CONTESTS } from './contestants';
import type { FinetuneBenchOptions } from './finetune';
import type { Kind } from './protocol';
import type { ZooOptions } from './zoo';

export const DEFAULTS = { rounds: 5, seconds: 1.5, steps: 2000, seeds: 3 };

/** What the command line asks for. */
export interface Actions {
  compare(kind: Kind, models: string[], flags: ComparisonOptions & Json): Promise<void>;
  memory(flags: { steps: number } & Json): Promise<void>;
  build(flags: Json): Promise<void>;
  finetune(flags: FinetuneBenchOptions & Json): Promise<void>;
  zoo(weights: string[], flags: ZooOptions & Json): Promise<void>;
}

interface Json {
  json?: true;
}

export function program(actions: Actions): Command {
  const command = new Command('bench').description(
    'measure this package beside its rivals; a complete run goes to bench/results',
  );
  for (const kind of ['train', 'predict'] as const) {
    command
      .command(kind)
      .description(`the time of a step in ${kind === 'train' ? 'training' : 'predicting'}`)
      .addArgument(
        new Argument('[models...]', 'all unless named').choices(CONTESTS[kind].map(({ net }) => net)),
      )
      .addOption(new Option('--engine <name>', 'of tfjs, this engine alone').choices(['tensorflow', 'wasm']))
      .addOption(roundsOption())
      .addOption(secondsOption())
      .addOption(
        new Option('--python <path>', 'where Keras, PyTorch, onnx and onnxruntime may be')
          .env('CONVZOO_BENCH_PYTHON')
          .default('python3'),
      )
      .addOption(
        new Option('--onnxruntime <folder>', 'where onnxruntime-node is installed, if not here').env(
          'CONVZOO_BENCH_ONNXRUNTIME',
        ),
      )
      .option('--json', 'print the result as JSON')
      .action((models: string[], flags: ComparisonOptions & Json) => actions.compare(kind, models, flags));
  }
  command
    .command('memory')
    .description('the resident size in the course of a training')
    .option('--steps <n>', 'of each training', wholeNumber, DEFAULTS.steps)
    .option('--json', 'print the result as JSON')
    .action(actions.memory);
  command
    .command('build')
    .description('the time and the memory that building the largest models takes')
    .option('--json', 'print the result as JSON')
    .action(actions.build);
  command
    .command('finetune')
    .description(
      'accuracy on a task of few images: fine-tuned and from scratch; and the speed of fine-tuning',
    )
    .addOption(new Option('--engine <name>', 'of tfjs').choices(['tensorflow', 'wasm']).default('tensorflow'))
    .option('--seeds <n>', 'trainings by each method', wholeNumber, DEFAULTS.seeds)
    .option('--data <folder>', "the data sets' folder (default: CONVZOO_DATA, else the user's cache)")
    .option('--allow-modified', 'take data files that are not the official ones')
    .option('--json', 'print the result as JSON')
    .action(actions.finetune);
  command
    .command('zoo')
    .description('how fast the shipped weights predict')
    .argument('[weights...]', 'e.g. resnet20-cifar10; all that are shipped unless named')
    .addOption(roundsOption())
    .addOption(secondsOption())
    .option('--json', 'print the result as JSON')
    .action((weights: string[], flags: ZooOptions & Json) => actions.zoo(weights, flags));
  return command;
}

const roundsOption = () =>
  new Option('--rounds <n>', 'turns of each').argParser(wholeNumber).default(DEFAULTS.rounds);

const secondsOption = () =>
  new Option('--seconds <s>', 'about how long a round takes').argParser(positive).default(DEFAULTS.seconds);

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text))
    throw new InvalidArgumentError(`expected a whole number above 0, got '${text}'`);
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError(`expected a number above 0, got '${text}'`);
  return value;
}

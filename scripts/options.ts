import { InvalidArgumentError, Option, type Command } from 'commander';
import { DATASETS } from '../src/data/load.node';
import { ENGINE_NAMES } from '../src/engine/engine';

/** Options that several commands share, with one wording. */
export const engineOption = () =>
  new Option(
    '--engine <name>',
    `what computes: ${ENGINE_NAMES.join(', ')}; the fastest that loads unless told`,
  );

export const datasetOption = () => new Option('--dataset <name>', 'data set').choices(DATASETS);

/** The options of every command that reads data sets. */
export function withDataOptions(command: Command): Command {
  return command
    .addOption(engineOption())
    .option('--data <folder>', "the data sets' folder (default: CONVZOO_DATA, else the user's cache)")
    .option('--allow-modified', 'take data files that are not the official ones; the card will say so')
    .option(
      '--pixels <description>',
      'with --allow-modified: what the pixels are, where no dataset.json says it',
    );
}

export const jsonOption = () => new Option('--json', 'print data as JSON');

/** Of an option that counts. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a whole number above 0.');
  return Number(text);
}

/** Of a seed. */
export function seedNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0 to 999999999.');
  return Number(text);
}

/** What `withDataOptions` comes to. */
export interface DataFlags extends EngineFlags {
  data?: string;
  allowModified?: true;
  pixels?: string;
}

export interface EngineFlags {
  engine?: string;
}

import { InvalidArgumentError, type Command } from 'commander';
import { refuseUnknown } from '../src/create';
import type { FamilyOption } from '../src/family-option';
import { differingOptions, type OptionValues } from '../src/option-values';
import type { Entry } from '../src/registry';

/** What `withBuildOptions` comes to. */
export interface BuildFlags {
  alpha?: string;
  option?: Readonly<Record<string, string>>;
}

/** The options of every command that builds a model. */
export function withBuildOptions(command: Command): Command {
  return command
    .option('--alpha <factor>', 'multiplies widths; short for --option alpha=<factor>')
    .option(
      '--option <name=value>',
      "one of the options that the model's family has of its own, see `info`; may be repeated",
      collected,
    );
}

/**
 * The family's own options that are told, without those that are as if nothing were told.
 *
 * @throws ConvzooError where the family has no such option, or the value is not what it has to be
 */
export function toldOptions(entry: Entry, { alpha, option }: BuildFlags): OptionValues {
  const told = { ...option, ...(alpha !== undefined && { alpha }) };
  refuseUnknown(entry, told, []);
  const values = Object.entries(told).map(([name, text]) => [name, valueOf(text, entry.options[name])]);
  return differingOptions(entry, Object.fromEntries(values) as object);
}

function collected(text: string, others: BuildFlags['option'] = {}): BuildFlags['option'] {
  const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError(`expected name=value, got '${text}'.`);
  return { ...others, [name]: value };
}

/** Of what a text may mean what the option takes: `0.5`, `false`, `16,32`, or a word. */
function valueOf(text: string, option: FamilyOption<unknown> | undefined): unknown {
  const meanings = [text, `[${text}]`].flatMap((json): unknown[] => {
    try {
      return [JSON.parse(json)];
    } catch {
      return [];
    }
  });
  return [...meanings, text].find((meaning) => option?.isValid(meaning)) ?? meanings[0] ?? text;
}

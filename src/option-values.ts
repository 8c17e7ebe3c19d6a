import { ownOptions } from './family-option';
import type { Entry } from './registry';

export type OptionValue = number | string | boolean | readonly number[];

/** What a model's own options of its family are, by name, in the family's order. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

/**
 * What is told of a family's own options, without those that are as if nothing were told.
 *
 * @throws ConvzooError where a value is not what the option has to be
 */
export function differingOptions({ name, options: table }: Entry, told: object): OptionValues {
  const isDefault = (option: string, value: unknown) =>
    JSON.stringify(value) === JSON.stringify(table[option]?.default);
  const all = Object.entries(ownOptions(name, table, told) as OptionValues);
  return Object.fromEntries(all.filter(([option, value]) => !isDefault(option, value)));
}

/** A variant's name with the options that it was built with, for files: `vgg16_cifar_alpha0.25`, `net_no_shuffle`. */
export function labelOf(variant: string, options: OptionValues = {}): string {
  return [variant, ...Object.entries(options).map(([name, value]) => label(name, value))].join('_');
}

/** For a person: `alpha 0.25, shuffle false`. */
export function optionsText(options: OptionValues): string {
  return Object.entries(options)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

function label(name: string, value: OptionValue): string {
  if (typeof value === 'boolean') return value ? name : `no_${name}`;
  return `${name}${String(value).replaceAll(/[^\w.]+/g, '_')}`;
}

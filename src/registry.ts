import type * as tf from '@tensorflow/tfjs';
import { ConvzooError } from './errors';
import { ownOptions, type FamilyOption, type OptionTable } from './family-option';
import type { Pixels } from './pixels';
import { suggestion } from './suggest';

/** What is known of every variant, whatever its family. A test recomputes the counts. */
export interface VariantFacts {
  /** [height, width, channels] of the input as the paper has it. */
  inputShape: InputShape;
  classes: number;
  /** Trainable parameters with that input and that many classes. */
  params: number;
  /** Multiply-adds of convolutions and fully connected layers for one image. */
  macs: number;
  pixels: Pixels;
  /** Where the variant is of another paper than its family. */
  paper?: Paper;
  /** How the model departs from its paper; none where it is exact. */
  deviations: readonly string[];
}

export type InputShape = readonly [height: number, width: number, channels: number];

/** What a builder is told. */
export interface BuildOptions {
  inputShape: InputShape;
  /** Classes that the classifier tells apart. */
  classes: number;
  /** Whether the classifier stands on top; without it the model returns its features. */
  includeTop: boolean;
  /** Without the top: whether features are averaged or maximised over height and width. */
  pooling: 'avg' | 'max' | 'none';
}

export interface Paper {
  title: string;
  authors: string;
  year: number;
  /** Where to read it: an arXiv number or a DOI. */
  reference: string;
}

/** A family of variants. `Own` are the options that it has beyond those that all have. */
export interface Family<V extends VariantFacts, Own extends object> {
  family: string;
  paper: Paper;
  /** The first one stands for the family where only one is named. */
  variants: Readonly<Record<string, V>>;
  options?: OptionTable<Own>;
  build(variant: V, options: BuildOptions & Own, name: string): tf.LayersModel;
}

/** A variant with its family, as `find` returns it. */
export interface Entry {
  name: string;
  family: string;
  paper: Paper;
  facts: VariantFacts;
  /** The options that its family has beyond those that all have. */
  options: Readonly<Record<string, FamilyOption<unknown>>>;
  /** @throws ConvzooError where one of the family's own options is not what it has to be */
  build(options: BuildOptions, own: object): tf.LayersModel;
}

const entries = new Map<string, Entry>();

/** Adds a family's variants to the zoo. Throws where a name is taken. */
export function register<V extends VariantFacts, Own extends object = object>(added: Family<V, Own>): void {
  const { family, paper, variants, options = {} as OptionTable<Own>, build } = added;
  for (const [name, facts] of Object.entries(variants)) {
    const taken = entries.get(name);
    if (taken !== undefined)
      throw new Error(`register: ${family} and ${taken.family} both name a variant '${name}'`);
    entries.set(name, {
      name,
      family,
      paper: facts.paper ?? paper,
      facts,
      options,
      build: (told, own) => build(facts, { ...told, ...ownOptions(name, options, own) }, name),
    });
  }
}

/** The variant of that name. Throws a ConvzooError that suggests the nearest one where there is none. */
export function find(name: string): Entry {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  if (typeof name !== 'string')
    throw new ConvzooError(`a model's name is ${String(name)}, expected one that list() has, e.g. 'lenet5'`);
  throw new ConvzooError(`no model is named '${name}'${suggestion(name, [...entries.keys()])}`);
}

/** Every variant, or those of one family, in the order of registration. */
export function list({ family }: { family?: string } = {}): Entry[] {
  const families = [...new Set([...entries.values()].map((entry) => entry.family))];
  if (family !== undefined && !families.includes(family)) {
    throw new ConvzooError(`no family is named '${family}'${suggestion(family, families)}`);
  }
  return [...entries.values()].filter((entry) => family === undefined || entry.family === family);
}

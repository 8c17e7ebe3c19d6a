import { ConvzooError } from './errors';

/** A build option that a family has beyond those that all have. */
export interface FamilyOption<T> {
  /** What it is when left out; `undefined` leaves it to the variant's row. */
  default: T | undefined;
  /** What it has to be, in words: `a positive number`. */
  expected: string;
  isValid(value: unknown): value is T;
}

export type OptionTable<Own extends object> = {
  [Name in keyof Own]-?: FamilyOption<Exclude<Own[Name], undefined>>;
};

/** Multiplies widths: every layer's but the last, unless the family says otherwise; 1 is the paper's. */
export interface Alpha {
  alpha: number;
}

export const ALPHA: OptionTable<Alpha> = { alpha: positive(1) };

export function positive(value: number | undefined): FamilyOption<number> {
  const isValid = (value: unknown) => typeof value === 'number' && value > 0 && Number.isFinite(value);
  return {
    default: value,
    expected: 'a positive number',
    isValid: isValid as FamilyOption<number>['isValid'],
  };
}

/** From `least` to `most`, both included. */
export function between(least: number, most: number, value: number | undefined): FamilyOption<number> {
  return {
    default: value,
    expected: `a number from ${least} to ${most}`,
    isValid: (value): value is number => typeof value === 'number' && value >= least && value <= most,
  };
}

/** Whole numbers of at least `least`. */
export function whole(least: number, value: number | undefined): FamilyOption<number> {
  return { default: value, expected: `an integer of at least ${least}`, isValid: isWhole(least) };
}

/** A list of whole numbers of at least `least`, not an empty one. */
export function wholes(least: number, value: readonly number[] | undefined): FamilyOption<readonly number[]> {
  return {
    default: value,
    expected: `a list of integers of at least ${least}`,
    isValid: (value): value is number[] =>
      Array.isArray(value) && value.length > 0 && value.every(isWhole(least)),
  };
}

export function flag(value: boolean | undefined): FamilyOption<boolean> {
  return {
    default: value,
    expected: 'true or false',
    isValid: (value): value is boolean => typeof value === 'boolean',
  };
}

export function oneOf<T extends string | number>(
  values: readonly T[],
  value: T | undefined,
): FamilyOption<T> {
  return {
    default: value,
    expected: `one of ${values.join(', ')}`,
    isValid: (value): value is T => values.some((each) => each === value),
  };
}

/**
 * A family's own options, checked, with defaults for what is left out.
 * @throws ConvzooError where a value is not what the option has to be
 */
export function ownOptions<Own extends object>(variant: string, table: OptionTable<Own>, told: object): Own {
  const given = told as Readonly<Record<string, unknown>>;
  const options = Object.entries<FamilyOption<unknown>>(table).map(
    ([name, { default: value, expected, isValid }]) => {
      const found = given[name];
      if (found === undefined) return [name, value] as const;
      if (!isValid(found))
        throw new ConvzooError(`${variant}: ${name} must be ${expected}, got ${display(found)}`);
      return [name, found] as const;
    },
  );
  return Object.fromEntries(options.filter(([, value]) => value !== undefined)) as Own;
}

function isWhole(least: number): (value: unknown) => value is number {
  return (value): value is number => Number.isInteger(value) && (value as number) >= least;
}

function display(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

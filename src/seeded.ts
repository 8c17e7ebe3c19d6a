import { Random } from './random';

/**
 * Runs `build` with every unseeded draw made from `seed`: tfjs's initializers ask `Math.random` for a seed
 * when they were given none, so this covers any layer, also one that a user wrote. `build` must not be async.
 */
export function seeded<T>(seed: number, build: () => T): T {
  const original = Math.random;
  const random = new Random(seed);
  Math.random = () => random.next();
  try {
    return build();
  } finally {
    Math.random = original;
  }
}

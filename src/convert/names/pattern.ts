/**
 * A layer's name with numbers in it: `stage{s}_block{b}/conv{i}`. In the name that it is turned into, a number may
 * be shifted: `layer{s}.{b-1}.conv{i}`.
 */
const NUMBER = /\{([a-z])([+-]\d+)?\}/g;

/** `name` rewritten from one pattern to another, or undefined where it doesn't match. */
export function rewrite(name: string, from: string, to: string): string | undefined {
  const match = expression(from).exec(name);
  if (match === null) return undefined;
  return to.replace(NUMBER, (whole, letter: string, shift = '0') => {
    const number = match.groups?.[letter];
    if (number === undefined) throw new Error(`'${to}': ${whole} is not in '${from}'`);
    return String(Number(number) + Number(shift));
  });
}

function expression(pattern: string): RegExp {
  const literal = pattern.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(NUMBER, (_, letter: string) => `(?<${letter}>\\d+)`)}$`);
}

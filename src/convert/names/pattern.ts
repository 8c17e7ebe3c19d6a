/**
 * A layer's name with parts that vary: `stage{s}_block{b}/conv{i}`, where `{i}` is a number and `{m*}` any word of
 * letters, digits and underscores. In the name that it is turned into, a number may be shifted: `layer{s}.{b-1}.conv{i}`.
 */
const PART = /\{([a-z])([+-]\d+|\*)?\}/g;

/** `name` rewritten from one pattern to another, or undefined where it doesn't match. */
export function rewrite(name: string, from: string, to: string): string | undefined {
  const match = expression(from).exec(name);
  if (match === null) return undefined;
  return to.replace(PART, (whole, letter: string, shift?: string) => {
    const part = match.groups?.[letter];
    if (part === undefined) throw new Error(`'${to}': ${whole} is not in '${from}'`);
    return shift === undefined || shift === '*' ? part : String(Number(part) + Number(shift));
  });
}

function expression(pattern: string): RegExp {
  const literal = pattern.replace(/[.+?^$()|[\]\\]/g, '\\$&');
  const part = (_: string, letter: string, shift?: string) =>
    `(?<${letter}>${shift === '*' ? '\\w+' : '\\d+'})`;
  return new RegExp(`^${literal.replace(PART, part)}$`);
}

/** A share from 0 to 1 as `99.33 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** A difference of shares in points with its sign, as `+0.13`. */
export function points(difference: number): string {
  const text = (100 * Math.abs(difference)).toFixed(2);
  if (text === '0.00') return text;
  return `${difference > 0 ? '+' : '−'}${text}`;
}

/** A whole number as `60,000`. */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** A number of cores as `1 core` or `2 cores`. */
export function coresText(cores: number): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'}`;
}

/** A table in Markdown. A head that begins with `>` puts its column to the right. */
export function markdownTable(heads: readonly string[], rows: readonly (string | number)[][]): string {
  const line = (cells: (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(heads.map((head) => head.replace(/^>/, ''))),
    line(heads.map((head) => (head.startsWith('>') ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** @param size bytes so far */
  update(size: number): void;
  stop(): void;
}

/**
 * Shows on stderr how a file arrives: a bar on a terminal, else a line.
 *
 * @param start bytes that were there before
 * @param total bytes in all; NaN where the server does not say
 */
export function showProgress(file: string, address: string, start: number, total: number): Progress {
  const goesOn = start > 0 ? `, continued after ${megabytes(start)} MB` : '';
  if (!process.stderr.isTTY || Number.isNaN(total)) {
    const size = Number.isNaN(total) ? '' : ` (${megabytes(total)} MB${goesOn})`;
    process.stderr.write(`downloading ${file}${size} from ${address}\n`);
    return { update: () => undefined, stop: () => undefined };
  }
  const bar = new SingleBar(
    {
      format: `${file} {bar} {percentage}% of ${megabytes(total)} MB, {eta_formatted} left`,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, start);
  return { update: (size) => bar.update(size), stop: () => bar.stop() };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

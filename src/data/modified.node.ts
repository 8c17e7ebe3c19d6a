import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConvzooError, messageOf } from '../errors';
import { exists, type Deviation } from './file-set.node';

/** The file beside the data that says what modified pixels are. */
const DESCRIPTION_FILE = 'dataset.json';
const Description = z.object({ name: z.string(), pixels: z.string().min(1) });

export interface ModifiedOptions {
  /** Accept files that are not the official ones. */
  allowModified?: boolean | undefined;
  /** What the pixels of such files are; default: what `dataset.json` beside them says. */
  pixels?: string | undefined;
}

/** Files are modified, and that was not allowed. */
export class ModifiedDataError extends ConvzooError {}

/**
 * What the pixels of a data set are: 'original' for the official files.
 *
 * @param folder holds the files and perhaps a `dataset.json`, `{"name": ..., "pixels": ...}`
 * @throws ConvzooError where files deviate and that was not allowed, or nothing says what their pixels are
 */
export async function pixelsOf(
  name: string,
  folder: string,
  deviations: readonly Deviation[],
  { allowModified = false, pixels }: ModifiedOptions,
): Promise<string> {
  const [first] = deviations;
  if (first === undefined) {
    if (pixels === undefined || pixels === 'original') return 'original';
    throw new ConvzooError(
      `data set '${name}': --pixels says '${pixels}', but the files in ${folder} are the official ones: leave it out`,
    );
  }
  if (!allowModified)
    throw new ModifiedDataError(
      `data set '${name}': ${first.path} is not the official file (found ${first.found}, expected ` +
        `${first.expected})${deviations.length > 1 ? `, nor are ${deviations.length - 1} others` : ''}. ` +
        'To use it all the same, and have every result say so, pass --allow-modified (allowModified: true)',
    );
  const stated = pixels ?? (await describedPixels(name, folder));
  if (stated) return stated;
  throw new ConvzooError(
    `data set '${name}': the files in ${folder} are not the official ones and nothing says what their pixels are: ` +
      `pass --pixels "<description>" (pixels: '...'), or put ${DESCRIPTION_FILE} beside them with ` +
      `{"name": "${name}", "pixels": "<description>"}`,
  );
}

/** What `dataset.json` in the folder says of the pixels, if there is one. */
export async function describedPixels(name: string, folder: string): Promise<string | undefined> {
  const path = join(folder, DESCRIPTION_FILE);
  if (!(await exists(path))) return undefined;
  const fail = (found: string): never => {
    throw new ConvzooError(
      `${path}: ${found}, expected {"name": "${name}", "pixels": "<what the pixels are>"}`,
    );
  };
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return fail(messageOf(error));
  }
  const parsed = Description.safeParse(json);
  if (!parsed.success) return fail(z.prettifyError(parsed.error).replaceAll('\n', ' '));
  if (parsed.data.name !== name) return fail(`the name is '${parsed.data.name}'`);
  return parsed.data.pixels;
}

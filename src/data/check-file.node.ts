import { readFile, stat } from 'node:fs/promises';
import { messageOf } from '../errors';
import { sha256 } from '../files.node';
import { openImage } from './decode-image.node';
import { fitFile } from './fit-file.node';
import type { ImageForm } from './image-form';
import { formatFound, FORMAT_NAMES, formatNamed } from './image-formats';
import type { ImageProblem, ProblemKind } from './image-problem';
import { refusal } from './refusal.node';

/** As many as no image has: for each pixel four channels of 16 bit, and for what else is in a file. */
const mostBytes = (pixels: number): number => 8 * pixels + 2 ** 24;

/** An image that could be read. */
export interface GoodFile {
  /** SHA-256 of the file. */
  digest: string;
  pixels: Uint8Array;
  /** e.g. 'PNG', where the name says another format. */
  format?: string;
}

/**
 * Reads a file and decodes its image, or tells why that can't be.
 *
 * @param name as reports call it
 * @param maxPixels width times height, above which an image is not decoded
 */
export async function checkFile(
  path: string,
  name: string,
  form: ImageForm,
  maxPixels: number,
): Promise<GoodFile | ImageProblem> {
  const problem = (kind: ProblemKind, reason: string): ImageProblem => ({
    file: name,
    kind,
    reason,
    isUsed: false,
  });
  let content: Uint8Array;
  try {
    // Whoever opens a pipe waits for its other end.
    const found = await stat(path);
    if (!found.isFile()) return problem('unreadable', 'it is no file');
    if (found.size === 0) return problem('empty', 'it is empty');
    if (found.size > mostBytes(maxPixels))
      return problem('too large', `its ${found.size} bytes are more than ${maxPixels} pixels take`);
    content = await readFile(path);
  } catch (error) {
    return { file: name, isUsed: false, ...refusal(error as NodeJS.ErrnoException, name) };
  }
  try {
    const { format: decoder, width, height } = await openImage(content, 0).metadata();
    const format = formatFound(decoder);
    if (format === undefined)
      return problem('damaged', `it is ${decoder.toUpperCase()}, expected ${FORMAT_NAMES}`);
    if (width * height > maxPixels)
      return problem(
        'too large',
        `its ${width}x${height} pixels (width x height) are more than ${maxPixels}`,
      );
    const pixels = await fitFile(content, form, maxPixels);
    return { digest: sha256(content), pixels, ...(format !== formatNamed(name) && { format }) };
  } catch (error) {
    const reason = messageOf(error)
      .trim()
      .replaceAll(/\s*\n\s*/g, '; ');
    return problem('damaged', `it can't be decoded as an image: ${reason}`);
  }
}

import { readFile } from 'node:fs/promises';
import { decodePixels, openImage } from './data/decode-image.node';
import { ConvzooError, messageOf } from './errors';
import type { ImageInput } from './image';

/** In Node an image may also be a path, or the content of a file (JPEG, PNG, WebP, GIF, AVIF, TIFF, SVG). */
export type NodeImage = ImageInput | string | Uint8Array;

/**
 * Decodes a path or the content of a file, upright as its EXIF orientation says; passes other images through.
 *
 * @throws ConvzooError where there is no such file, it is empty, or no image
 */
export async function decodeImage(image: NodeImage): Promise<ImageInput> {
  if (typeof image === 'string') return decode(await readImage(image), image);
  if (image instanceof Uint8Array) return decode(image, 'buffer');
  return image;
}

async function readImage(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ConvzooError(
      error.code === 'ENOENT' ? `${path}: there is no such file` : `${path} can't be read: ${error.message}`,
    );
  });
}

async function decode(content: Uint8Array, where: string): Promise<ImageInput> {
  if (content.length === 0) throw new ConvzooError(`${where}: it is empty, expected an image`);
  try {
    return await decodePixels(openImage(content));
  } catch (error) {
    throw new ConvzooError(`${where}: not an image that can be decoded: ${messageOf(error)}`);
  }
}

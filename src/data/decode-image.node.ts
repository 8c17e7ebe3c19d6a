import sharp, { type Sharp } from 'sharp';

/** Pixels of 8 bit, row by row, channels last. */
export interface DecodedPixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * An image to be decoded: upright as its EXIF orientation says, the first of several pages, and at the end in sRGB,
 * whatever its own colour space and depth. Damage of any kind is an error.
 *
 * @param image a path, or the content of a file
 * @param maxPixels above which it is refused when its header is read; sharp's own limit unless told
 */
export function openImage(image: string | Uint8Array, maxPixels?: number): Sharp {
  const limit = maxPixels === undefined ? {} : { limitInputPixels: maxPixels };
  return sharp(image, { failOn: 'warning', ...limit }).autoOrient();
}

/** Decodes to 8 bit: RGB, or RGBA where there is transparency left. */
export async function decodePixels(image: Sharp): Promise<DecodedPixels> {
  const { data, info } = await image
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

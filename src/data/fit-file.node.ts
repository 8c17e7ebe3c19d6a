import { LUMA } from '../pixels';
import { decodePixels, openImage } from './decode-image.node';
import type { ImageForm } from './image-form';
import { placeImage } from './place-image';

/** How the decoder reduces an image; it can't enlarge one without moving it by half a pixel. */
const REDUCTION = { cover: 'outside', contain: 'inside', stretch: 'fill' } as const;

/**
 * Decodes an image into a form.
 *
 * @param image a path, or the content of a file
 * @param maxPixels above which it is refused when its header is read
 * @returns height * width * channels bytes, row by row
 */
export async function fitFile(
  image: string | Uint8Array,
  { imageSize: [height, width], channels, background, fit }: ImageForm,
  maxPixels: number,
): Promise<Uint8Array> {
  const reduced = await decodePixels(
    openImage(image, maxPixels)
      .flatten({ background: { r: background, g: background, b: background } })
      .resize(width, height, { fit: REDUCTION[fit], withoutEnlargement: true, kernel: 'linear' }),
  );
  const data = placeImage(reduced, [height, width], fit, background);
  return channels === 3 ? data : grey(data);
}

function grey(colours: Uint8Array): Uint8Array {
  const [red, green, blue] = LUMA;
  const luma = new Uint8Array(colours.length / 3);
  for (let i = 0, at = 0; i < luma.length; i++, at += 3)
    luma[i] = Math.round(
      red * (colours[at] as number) +
        green * (colours[at + 1] as number) +
        blue * (colours[at + 2] as number),
    );
  return luma;
}

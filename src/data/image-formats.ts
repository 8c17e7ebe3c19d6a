/** Kinds of image files that are read, by the decoder's name for them. */
const FORMATS: Readonly<Record<string, { name: string; extensions: readonly string[] }>> = {
  jpeg: { name: 'JPEG', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  png: { name: 'PNG', extensions: ['png'] },
  webp: { name: 'WebP', extensions: ['webp'] },
  gif: { name: 'GIF', extensions: ['gif'] },
  heif: { name: 'AVIF', extensions: ['avif'] },
  tiff: { name: 'TIFF', extensions: ['tif', 'tiff'] },
};

/** Names of the kinds, for people. */
export const FORMAT_NAMES = Object.values(FORMATS)
  .map(({ name }) => name)
  .join(', ');

/** What a file of this name should hold, e.g. 'JPEG'; undefined where it is not named like an image. */
export function formatNamed(file: string): string | undefined {
  const extension = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
  return Object.values(FORMATS).find(({ extensions }) => extension && extensions.includes(extension))?.name;
}

/** What the decoder found, e.g. 'JPEG'; undefined where it is not a kind that is read. */
export function formatFound(decoder: string): string | undefined {
  return FORMATS[decoder]?.name;
}

import type { ImageSource } from './image-source';

/** Images to read at a time. */
const CHUNK = 256;

/** The mean of each channel over all images, rounded. */
export async function meanColour(source: ImageSource, channels: number): Promise<Uint8Array> {
  const sums = new Float64Array(channels);
  let values = 0;
  for (let start = 0; start < source.count; start += CHUNK) {
    const length = Math.min(CHUNK, source.count - start);
    const bytes = await source.read(Array.from({ length }, (_, i) => start + i));
    for (let at = 0; at < bytes.length; at += channels)
      for (let channel = 0; channel < channels; channel++)
        sums[channel] = (sums[channel] as number) + (bytes[at + channel] as number);
    values += bytes.length;
  }
  return Uint8Array.from(sums, (sum) => Math.round((sum * channels) / values));
}

import { Dataset } from '../../src/data/dataset';
import { Random } from '../../src/random';
import type { Net } from '../nets';

/** Images and labels that mean nothing: the time of a step doesn't depend on them. */
export function noise({ input, classes, name }: Net, size: number): Dataset {
  const random = new Random(1);
  const images = new Uint8Array(size * input[0] * input[1] * input[2]);
  const labels = new Uint8Array(size);
  for (let i = 0; i < images.length; i++) images[i] = random.integer(256);
  for (let i = 0; i < size; i++) labels[i] = random.integer(classes);
  return new Dataset({
    name: `noise for ${name}`,
    images,
    labels,
    imageShape: input,
    classes: Array.from({ length: classes }, (_, label) => String(label)),
    pixels: 'original',
  });
}

/** Brings noise to a mean of about 0 and a deviation of about 1. */
export function preprocessingOf({ input: [height, width, channels] }: Net) {
  const perChannel = (value: number) => Array.from({ length: channels }, () => value);
  return {
    imageSize: [height, width] as [number, number],
    channels: channels as 1 | 3,
    padding: 0,
    background: 0,
    mean: perChannel(127.5),
    std: perChannel(73.9),
  };
}

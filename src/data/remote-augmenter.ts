import type { Augmentation } from './augment';
import type { PixelTask } from './augmented-pixels';

/** Augments images while the caller does something else. */
export interface RemoteAugmenter {
  /** As `augmentedPixels`; `task.bytes` is given away. Rejects where the other side fails. */
  pixels(task: PixelTask): Promise<Float32Array<ArrayBuffer>>;
  /** Stops it; what it still has to do is never done. */
  end(): Promise<void>;
}

/** Images from which on a pass is worth the start of another thread. */
const FEWEST_IMAGES = 5000;

let open: (() => RemoteAugmenter) | undefined;

/** Makes `opener` what passes over images with costly augmentations use from now on. */
export function registerRemoteAugmenter(opener: () => RemoteAugmenter): void {
  open = opener;
}

/** One to augment so many images with, if there is a kind and it pays: moving and cutting out alone don't. */
export function remoteAugmenterFor(
  { affine, elastic, jitter }: Augmentation,
  images: number,
): RemoteAugmenter | undefined {
  const isCostly = affine !== undefined || elastic !== undefined || jitter !== undefined;
  return isCostly && images >= FEWEST_IMAGES ? open?.() : undefined;
}

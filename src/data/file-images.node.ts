import { ConvzooError, messageOf } from '../errors';
import type { ImageSource } from './image-source';

/** Images in files, each decoded when it is asked for, but for those that are kept in memory. */
export class FileImages implements ImageSource {
  /**
   * @param paths one for each image
   * @param kept pixels by path
   * @param each bytes an image
   * @param decode the pixels of the image in a file
   */
  constructor(
    private readonly paths: readonly string[],
    private readonly kept: ReadonlyMap<string, Uint8Array>,
    private readonly each: number,
    private readonly decode: (path: string) => Promise<Uint8Array>,
  ) {}

  get count(): number {
    return this.paths.length;
  }

  /** All are asked of the decoder at once, which has its own threads and queue: it works on while others compute. */
  async read(indices: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(indices.length * this.each);
    await Promise.all(
      Array.from(indices, async (image, i) => bytes.set(await this.#pixels(image), i * this.each)),
    );
    return bytes;
  }

  subset(indices: ArrayLike<number>): FileImages {
    const paths = Array.from(indices, (image) => this.#path(image));
    return new FileImages(paths, this.kept, this.each, this.decode);
  }

  async #pixels(image: number): Promise<Uint8Array> {
    const path = this.#path(image);
    const kept = this.kept.get(path);
    if (kept !== undefined) return kept;
    return this.decode(path).catch((error: unknown) => {
      throw new ConvzooError(`${path} could be read when the folder was, and now can't: ${messageOf(error)}`);
    });
  }

  #path(image: number): string {
    const path = this.paths[image];
    if (path === undefined) throw new Error(`there is no image ${image} of ${this.paths.length}`);
    return path;
  }
}

/** Where the pixels of a data set's images are: images of one size, 0 to 255, row by row, channels last. */
export interface ImageSource {
  /** Number of images. */
  readonly count: number;
  /**
   * A copy of some images' pixels, one after the other.
   *
   * @throws ConvzooError where an image can no longer be had
   */
  read(indices: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>>;
  /** Some of the images, in the order given. */
  subset(indices: ArrayLike<number>): ImageSource;
}

/** Images in memory. */
export class MemoryImages implements ImageSource {
  /**
   * @param bytes pixels of all images one after the other
   * @param each bytes an image
   */
  constructor(
    readonly bytes: Uint8Array,
    private readonly each: number,
  ) {}

  get count(): number {
    return this.bytes.length / this.each;
  }

  /** The pixels of one image, as a view. */
  image(index: number): Uint8Array {
    return this.bytes.subarray(index * this.each, (index + 1) * this.each);
  }

  async read(indices: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>> {
    return this.#copy(indices);
  }

  subset(indices: ArrayLike<number>): MemoryImages {
    return new MemoryImages(this.#copy(indices), this.each);
  }

  #copy(indices: ArrayLike<number>): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(indices.length * this.each);
    for (let i = 0; i < indices.length; i++) copy.set(this.image(indices[i] as number), i * this.each);
    return copy;
  }
}

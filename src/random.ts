/** Taken out of its object once: some hosts, Jest's among them, look a global up anew for each draw. */
const { imul } = Math;

/**
 * A small seeded generator. Its stream depends only on the key, so a shuffle or an augmentation can be
 * drawn again from (seed, epoch, position) and a resumed run needs no saved state.
 *
 * The generator is sfc32 (PractRand's small fast counter), seeded through murmur3's finaliser.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param key integers that name the stream, e.g. `new Random(seed, epoch)` */
  constructor(...key: number[]) {
    let hash = 0x9e3779b9;
    for (const part of key)
      hash = mix(hash ^ mix(part | 0) ^ mix(Math.floor(part / 0x100000000) + 0x7f4a7c15));
    this.#a = hash;
    this.#b = mix(hash + 0x6a09e667);
    this.#c = mix(hash + 0xbb67ae85);
    for (let i = 0; i < 12; i++) this.#bits();
  }

  /** A number in [0, 1) with 32 random bits. */
  next(): number {
    return this.#bits() / 0x100000000;
  }

  /** A number in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** An integer in [0, count). */
  integer(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** A draw of the standard normal distribution (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** The integers 0 to count - 1 in random order (Fisher-Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i] as number;
      order[i] = order[j] as number;
      order[j] = swapped;
    }
    return order;
  }

  #bits(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}

/** Murmur3's finaliser: 32 bits, each of which depends on all of `bits`. */
export function mix(bits: number): number {
  let x = bits | 0;
  x = imul(x ^ (x >>> 16), 0x85ebca6b);
  x = imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}

import type { Random } from '../random';
import type { ImageShape } from './augment';

/** For each pixel of an image, row by row, an offset in pixels. */
export interface Displacements {
  x: Float64Array;
  y: Float64Array;
}

/** A wave that the Gaussian leaves less of than this is left out. */
const WEAKEST = 0.03;

/**
 * Random displacements that vary smoothly: noise, uniform from -1 to 1 for each pixel, smoothed by a Gaussian
 * and scaled by `alpha`. Simard, Steinkraus, Platt 2003, section 2.
 *
 * deviation: made of the few waves that a Gaussian lets through, with normal amplitudes, so the noise is normal
 * with the uniform one's variance, and the field goes on at the opposite edge. The paper doesn't say what
 * lies beyond the edge.
 */
export class ElasticField {
  readonly #columns: Waves;
  /** [height, rows' waves] */
  readonly #rows: Float64Array;
  readonly #rowWaves: number;
  /** Standard deviation of the noise, scaled. */
  readonly #strength: number;
  readonly #amplitudes: Float64Array;
  /** [rows' waves, width] */
  readonly #half: Float64Array;
  readonly #field: Displacements;

  /**
   * @param alpha pixels
   * @param sigma standard deviation of the Gaussian, in pixels
   */
  constructor(
    private readonly shape: ImageShape,
    { alpha, sigma }: { alpha: number; sigma: number },
  ) {
    const [height, width] = shape;
    const rows = wavesOf(height, sigma);
    this.#rowWaves = rows.count;
    this.#rows = transposed(rows.values, rows.count, height);
    this.#columns = wavesOf(width, sigma);
    this.#strength = alpha / Math.sqrt(3);
    this.#amplitudes = new Float64Array(this.#columns.count);
    this.#half = new Float64Array(rows.count * width);
    this.#field = { x: new Float64Array(height * width), y: new Float64Array(height * width) };
  }

  /** Draws a field, in arrays that hold it until the next one is drawn. */
  draw(random: Random): Displacements {
    this.#fill(this.#field.x, random);
    this.#fill(this.#field.y, random);
    return this.#field;
  }

  #fill(field: Float64Array, random: Random): void {
    const [height, width] = this.shape;
    const { values, count } = this.#columns;
    const amplitudes = this.#amplitudes;
    for (let wave = 0; wave < this.#rowWaves; wave++) {
      for (let i = 0; i < count; i++) amplitudes[i] = this.#strength * random.normal();
      combine(amplitudes, 0, values, count, this.#half, wave * width, width);
    }
    for (let y = 0; y < height; y++)
      combine(this.#rows, y * this.#rowWaves, this.#half, this.#rowWaves, field, y * width, width);
  }
}

/** A row of `weights`, beginning at `from`, times the matrix `waves` [count, width]; `count` is odd. */
function combine(
  weights: Float64Array,
  from: number,
  waves: Float64Array,
  count: number,
  target: Float64Array,
  to: number,
  width: number,
): void {
  const first = weights[from] as number;
  for (let x = 0; x < width; x++) target[to + x] = first * (waves[x] as number);
  for (let i = 1; i < count; i += 2) {
    const a = weights[from + i] as number;
    const b = weights[from + i + 1] as number;
    const wave = i * width;
    const next = wave + width;
    for (let x = 0; x < width; x++)
      target[to + x] =
        (target[to + x] as number) + a * (waves[wave + x] as number) + b * (waves[next + x] as number);
  }
}

interface Waves {
  /** [count, side] */
  values: Float64Array;
  /** One, and two for each frequency. */
  count: number;
}

/**
 * Waves along one side whose sum, with independent amplitudes of variance 1, has the covariance of white noise
 * of variance 1 smoothed by a Gaussian on a circle of `side` pixels.
 */
function wavesOf(side: number, sigma: number): Waves {
  const waves: number[][] = [];
  for (let frequency = 0; 2 * frequency <= side; frequency++) {
    const angle = (2 * Math.PI * frequency) / side;
    const passed = Math.exp(-0.5 * (angle * sigma) ** 2);
    if (passed < WEAKEST) break;
    const isAlone = frequency === 0 || 2 * frequency === side;
    const height = passed * Math.sqrt((isAlone ? 1 : 2) / side);
    const phases = Array.from({ length: side }, (_, x) => x * angle);
    waves.push(phases.map((phase) => height * Math.cos(phase)));
    if (frequency > 0) waves.push(phases.map((phase) => height * Math.sin(phase)));
  }
  return { values: Float64Array.from(waves.flat()), count: waves.length };
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] as number);
}

import { mix, Random } from '../random';

/** As in ../random: a lookup less for each draw. */
const { abs } = Math;

const LAYERS = 128;
/** Where the tail begins, and the area of each layer: Marsaglia and Tsang 2000, table for 128 layers. */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;
const { edges, ratios } = layers();

/**
 * Draws of the normal distribution with mean 0, a hundred million in seconds: the ziggurat of Marsaglia and Tsang
 * 2000 (doi:10.18637/jss.v005.i08) with layer and position from different bits, as Doornik 2005 has it.
 *
 * @param key the same key gives the same values
 */
export function normals(size: number, deviation: number, key: number): Float32Array {
  const values = new Float32Array(size);
  const random = new Random(key);
  let counter = mix(key);
  for (let i = 0; i < size; i++) {
    counter = (counter + 0x9e3779b9) | 0;
    const bits = mix(counter);
    const layer = bits & (LAYERS - 1);
    const position = (bits >> 7) / 0x1000000;
    const inside = abs(position) < (ratios[layer] as number);
    values[i] = deviation * (inside ? position * (edges[layer] as number) : atEdge(layer, position, random));
  }
  return values;
}

function atEdge(layer: number, position: number, random: Random): number {
  if (layer === 0) return Math.sign(position) * beyondTail(random);
  const x = position * (edges[layer] as number);
  const [outer, inner] = [edges[layer] as number, edges[layer + 1] as number];
  const low = Math.exp(-0.5 * (outer * outer - x * x));
  const high = Math.exp(-0.5 * (inner * inner - x * x));
  return high + random.next() * (low - high) < 1 ? x : random.normal();
}

/** Marsaglia 1964. */
function beyondTail(random: Random): number {
  for (;;) {
    const x = -Math.log(1 - random.next()) / TAIL;
    const y = -Math.log(1 - random.next());
    if (2 * y > x * x) return TAIL + x;
  }
}

/** The right edge of each layer, and how much of it lies under the curve whatever the height. */
function layers(): { edges: Float64Array; ratios: Float64Array } {
  const density = (x: number) => Math.exp(-0.5 * x * x);
  const edges = new Float64Array(LAYERS + 1);
  edges[0] = AREA / density(TAIL);
  edges[1] = TAIL;
  for (let i = 2; i < LAYERS; i++) {
    const previous = edges[i - 1] as number;
    edges[i] = Math.sqrt(-2 * Math.log(AREA / previous + density(previous)));
  }
  const ratios = Float64Array.from(
    { length: LAYERS },
    (_, i) => (edges[i + 1] as number) / (edges[i] as number),
  );
  return { edges, ratios };
}

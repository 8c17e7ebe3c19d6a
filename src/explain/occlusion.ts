import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { Predictor } from '../predict/predictor';
import { checkInput, labelsFor, scoreGraphOf, type Label } from './score-graph';

export interface OcclusionOptions {
  /** Classes that are watched; for each image its likeliest unless told. */
  label?: Label;
  /** Side of the square that covers a part, in pixels; a quarter of the input's shorter side unless told. */
  patch?: number;
  /** Pixels from one place of the square to the next, at most its side, a quarter of which unless told. */
  stride?: number;
  /** What covers, in the input's units; 0 unless told, which normalising makes of the mean pixel. */
  fill?: number;
}

interface Square {
  top: number;
  left: number;
  side: number;
}

/** Covered images that are classified at once. */
const BATCH = 64;

/**
 * Where an image speaks for a class, by covering one part after the other with a square: what that takes from the class,
 * as a mean over the squares that cover a pixel, as far as it is above 0. Zeiler and Fergus 2013, arXiv:1311.2901,
 * section 4.2, where the class's probability is watched; here it is its log-odds, log(p / (1 - p)), in which a net that is
 * sure of a class still shows what it gives. It asks nothing of a model's layers, and runs it some hundred times for each
 * image.
 *
 * @param input `[batch, height, width, channels]`, preprocessed as the model reads it
 * @returns `[batch, height, width]`, from 0 to 1, which is the largest of each image; zeros where covering takes
 *   nothing. The caller disposes of it.
 * @throws ConvzooError where the model is no classifier of images, or where input or options don't fit it
 */
export async function occlusion(
  model: tf.LayersModel,
  input: tf.Tensor4D,
  { label, ...options }: OcclusionOptions = {},
): Promise<tf.Tensor3D> {
  const graph = scoreGraphOf(model);
  checkInput(graph, input);
  const [images, height, width] = input.shape;
  const labels = label === undefined ? undefined : labelsFor(label, images, graph);
  const { patch, stride, fill } = checked(options, Math.min(height, width));
  const squares = offsets(height, patch, stride).flatMap((top) =>
    offsets(width, patch, stride).map((left) => ({ top, left, side: patch })),
  );
  const predictor = new Predictor(model, graph);
  const heat = new Float32Array(images * height * width);
  try {
    for (let i = 0; i < images; i++) {
      const image = tf.slice(input, [i, 0, 0, 0], [1, -1, -1, -1]);
      try {
        const losses = await lossesOf(predictor, image, squares, {
          sign: graph.sign,
          label: labels?.[i],
          fill,
        });
        heat.set(spread(losses, squares, [height, width]), i * height * width);
      } finally {
        image.dispose();
      }
    }
  } finally {
    predictor.dispose();
  }
  return tf.tensor3d(heat, [images, height, width]);
}

function checked(
  { patch: told, stride, fill = 0 }: OcclusionOptions,
  side: number,
): Required<Omit<OcclusionOptions, 'label'>> {
  const patch = told ?? Math.max(1, Math.round(side / 4));
  if (!Number.isInteger(patch) || patch < 1 || patch > side)
    throw new ConvzooError(`occlusion: patch is ${patch}, expected a whole number from 1 to ${side}`);
  const step = stride ?? Math.max(1, Math.round(patch / 4));
  if (!Number.isInteger(step) || step < 1 || step > patch)
    throw new ConvzooError(
      `occlusion: stride is ${step}, expected a whole number from 1 to the patch's ${patch}`,
    );
  if (!Number.isFinite(fill)) throw new ConvzooError(`occlusion: fill is ${fill}, expected a number`);
  return { patch, stride: step, fill };
}

/** From edge to edge: the last one touches the end. */
function offsets(length: number, patch: number, stride: number): number[] {
  const last = length - patch;
  return [...Array.from({ length: Math.ceil(last / stride) }, (_, i) => i * stride), last];
}

/** What each square takes from the log-odds of the label, or of the likeliest class. */
async function lossesOf(
  predictor: Predictor,
  image: tf.Tensor4D,
  squares: readonly Square[],
  { sign, label, fill }: { sign: 1 | -1; label: number | undefined; fill: number },
): Promise<number[]> {
  const scores = async (images: () => tf.Tensor4D) =>
    rowsOf(tf.tidy(() => tf.mul<tf.Tensor2D>(predictor.predict(images()), sign)));
  const [whole = []] = await scores(() => image);
  const watched = label ?? whole.indexOf(Math.max(...whole));
  const odds = logOdds(whole, watched);
  const losses: number[] = [];
  for (let start = 0; start < squares.length; start += BATCH) {
    const some = squares.slice(start, start + BATCH);
    const rows = await scores(() => covered(image, some, fill));
    losses.push(...rows.map((row) => odds - logOdds(row, watched)));
    // A page can draw in between.
    await tf.nextFrame();
  }
  return losses;
}

/** log(p / (1 - p)) of a class, from the logarithms of all probabilities plus whatever number. */
function logOdds(scores: readonly number[], label: number): number {
  const others = scores.filter((_, i) => i !== label);
  const largest = Math.max(...others);
  const sum = others.reduce((total, score) => total + Math.exp(score - largest), 0);
  return (scores[label] ?? NaN) - largest - Math.log(sum);
}

async function rowsOf(output: tf.Tensor2D): Promise<number[][]> {
  try {
    return await output.array();
  } finally {
    output.dispose();
  }
}

/** `[squares, height, width, channels]`, a square covered in each. */
function covered(image: tf.Tensor4D, squares: readonly Square[], fill: number): tf.Tensor4D {
  const [, height, width] = image.shape;
  const open = new Float32Array(squares.length * height * width).fill(1);
  squares.forEach((square, i) => {
    for (const [from, to] of rowsWithin(square, width))
      open.fill(0, i * height * width + from, i * height * width + to);
  });
  const seen = tf.tensor4d(open, [squares.length, height, width, 1]);
  return tf.add(tf.mul(image, seen), tf.mul(tf.sub(1, seen), fill));
}

/** The mean of the losses by which a pixel is covered, without those below 0, as shares of the largest. */
function spread(
  losses: readonly number[],
  squares: readonly Square[],
  [height, width]: readonly [number, number],
): Float32Array {
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  squares.forEach((square, i) => {
    for (const [from, to] of rowsWithin(square, width)) {
      for (let at = from; at < to; at++) {
        sums[at] = (sums[at] ?? 0) + (losses[i] ?? 0);
        counts[at] = (counts[at] ?? 0) + 1;
      }
    }
  });
  const means = sums.map((sum, at) => Math.max(0, sum / (counts[at] ?? 1)));
  const largest = means.reduce((one, other) => Math.max(one, other), 0);
  return Float32Array.from(means, (mean) => (largest > 0 ? mean / largest : 0));
}

/** Where the square's rows begin and end, of an image row by row. */
function rowsWithin({ top, left, side }: Square, width: number): [from: number, to: number][] {
  return Array.from({ length: side }, (_, row) => {
    const from = (top + row) * width + left;
    return [from, from + side];
  });
}

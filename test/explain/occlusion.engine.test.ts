import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../src/errors';
import { occlusion, type OcclusionOptions } from '../../src/explain/occlusion';
import { numberOfGraphs } from '../support/graphs';
import { randomTensor } from '../support/layers';
import { CORNER, CORNER_HEAT, cornerNet, netOf, SIDE } from './nets';

const { layers } = tf;

/** Two classes of 3x4 pixels, by their weighed sums. */
function weighingNet(weights: number[]): tf.LayersModel {
  return netOf(
    [3, 4, 1],
    [
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'fc', units: 2, useBias: false }),
      layers.softmax({ name: 'probabilities' }),
    ],
    { fc: weights },
  );
}
const WEIGHTS = Array.from({ length: 24 }, (_, i) => Math.sin(3 * i));
const IMAGE = Array.from({ length: 12 }, (_, i) => Math.cos(i));

async function heatOf(net: tf.LayersModel, image: number[], options: OcclusionOptions): Promise<number[]> {
  const x = tf.tensor4d(image, [1, 3, 4, 1]);
  const heat = await occlusion(net, x, options);
  expect(heat.shape).toEqual([1, 3, 4]);
  const values = [...(await heat.data())];
  tf.dispose([x, heat]);
  return values;
}

/** log(p / (1 - p)) of a class, by hand. */
function odds(image: number[], label: number): number {
  const sums = [0, 1].map((unit) =>
    image.reduce((sum, value, i) => sum + value * (WEIGHTS[2 * i + unit] ?? NaN), 0),
  );
  const powers = sums.map(Math.exp);
  const share = (powers[label] ?? NaN) / ((powers[0] ?? NaN) + (powers[1] ?? NaN));
  return Math.log(share / (1 - share));
}

/** As `occlusion`, pixel by pixel. */
function byHand(label: number, patch: number, places: [top: number, left: number][], fill: number): number[] {
  const covers = ([top, left]: [number, number], i: number) => {
    const [row, column] = [Math.floor(i / 4), i % 4];
    return row >= top && row < top + patch && column >= left && column < left + patch;
  };
  const losses = places.map(
    (place) =>
      odds(IMAGE, label) -
      odds(
        IMAGE.map((value, i) => (covers(place, i) ? fill : value)),
        label,
      ),
  );
  const means = IMAGE.map((_, i) => {
    const own = losses.filter((__, k) => covers(places[k] ?? [9, 9], i));
    return Math.max(0, own.reduce((sum, loss) => sum + loss, 0) / own.length);
  });
  return means.map((mean) => mean / Math.max(...means));
}

describe('occlusion', () => {
  it.each([
    ['single pixels', 0, 1, 1, 0],
    ['single pixels with another value', 1, 1, 1, -0.5],
    ['squares that overlap', 0, 2, 1, 0],
    ['squares that end at the edge', 1, 2, 2, 0.25],
  ])('is the log-odds that %s take, by hand', async (_, label, patch, stride, fill) => {
    const rows = patch === 1 ? [0, 1, 2] : [0, 1];
    const columns = stride === 2 ? [0, 2] : patch === 1 ? [0, 1, 2, 3] : [0, 1, 2];
    const places = rows.flatMap((row) => columns.map((column): [number, number] => [row, column]));
    const found = await heatOf(weighingNet(WEIGHTS), IMAGE, { label, patch, stride, fill });
    byHand(label, patch, places, fill).forEach((value, i) => expect(found[i]).toBeCloseTo(value, 4));
  });

  it('finds the corner that a net sees', async () => {
    const x = tf.ones([1, SIDE, SIDE, 1]) as tf.Tensor4D;
    const heat = await occlusion(cornerNet(), x, { label: 0, patch: CORNER, stride: CORNER });
    expect(await heat.array()).toEqual([CORNER_HEAT]);
    tf.dispose([x, heat]);
  });

  it('explains each image of a batch by its likeliest class, or by its label', async () => {
    const net = weighingNet(WEIGHTS);
    const x = randomTensor([2, 3, 4, 1], 3) as tf.Tensor4D;
    const likeliest = [...(net.predict(x) as tf.Tensor).argMax(1).dataSync()];
    const [untold, told, others] = await Promise.all(
      [{}, { label: likeliest }, { label: likeliest.map((label) => 1 - label) }].map(async (options) => {
        const heat = await occlusion(net, x, { ...options, patch: 1 });
        return heat.array();
      }),
    );
    expect(untold).toEqual(told);
    expect(untold).not.toEqual(others);
    const second = await occlusion(net, x.slice([1]), { patch: 1 });
    const [expected = []] = await second.array();
    expected.flat().forEach((value, i) => expect(untold?.[1]?.flat()[i]).toBeCloseTo(value, 4));
  });

  it('is all zeros where covering takes nothing', async () => {
    expect(await heatOf(weighingNet(WEIGHTS.map(() => 1)), IMAGE, {})).toEqual(IMAGE.map(() => 0));
  });

  it('leaves nothing but the heat', async () => {
    const net = weighingNet(WEIGHTS);
    const x = tf.ones([1, 3, 4, 1]) as tf.Tensor4D;
    const before = [tf.memory().numTensors, numberOfGraphs()];
    const heat = await occlusion(net, x);
    heat.dispose();
    expect([tf.memory().numTensors, numberOfGraphs()]).toEqual(before);
  });

  it.each<[OcclusionOptions, RegExp]>([
    [{ patch: 0 }, /patch is 0, expected a whole number from 1 to 3/],
    [{ patch: 4 }, /patch is 4/],
    [{ patch: 1.5 }, /patch is 1.5/],
    [{ patch: 2, stride: 3 }, /stride is 3, expected a whole number from 1 to the patch's 2/],
    [{ fill: NaN }, /fill is NaN/],
    [{ label: 5 }, /there is no class 5/],
  ])('refuses %p', async (options, message) => {
    const x = tf.ones([1, 3, 4, 1]) as tf.Tensor4D;
    const attempt = occlusion(weighingNet(WEIGHTS), x, options);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ConvzooError);
  });
});

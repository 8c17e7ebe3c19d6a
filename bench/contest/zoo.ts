/** Run by bench/zoo.ts in a process of its own: how fast shipped weights predict. */
import * as tf from '@tensorflow/tfjs';
import '../../src/index';
import { Predictor } from '../../src/predict/predictor';
import { load } from '../../src/pretrained.node';
import { MARK } from '../protocol';
import { rounded } from '../result';
import type { ZooMeasure, ZooRow, ZooTask } from '../zoo';
import { startOurs } from './engine';
import { readingOf } from './predict';
import { contestOf } from './steps';

async function main({ engine, weights, batches, rounds, seconds }: ZooTask): Promise<void> {
  const versions = await startOurs(engine);
  const { model } = await load(weights);
  const predictor = new Predictor(model);
  const rows: ZooRow[] = [];
  for (const batch of batches) {
    const images = tf.randomNormal([batch, ...(model.inputs[0]?.shape.slice(1) as number[])]);
    const step = readingOf(() => predictor.predict(images));
    const { round } = await contestOf({ Predictor: step }, seconds, { versions });
    const row: ZooRow = { weights, batch, rounds: [] };
    for (let i = 0; i < rounds; i++) row.rounds.push(rounded((await round()).ms));
    rows.push(row);
  }
  const measure: ZooMeasure = { versions, rows };
  process.stdout.write(`${MARK}${JSON.stringify(measure)}\n`, () => process.exit(0));
}

void main(JSON.parse(process.argv[2] ?? '') as ZooTask);

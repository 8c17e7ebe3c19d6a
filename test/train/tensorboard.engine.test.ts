import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { CheckpointFolder } from '../../src/train/checkpoint-folder.node';
import { refuseEvents, removeEvents, TensorboardLog } from '../../src/train/tensorboard.node';
import { Trainer, type Outcome, type StepReport } from '../../src/train/trainer';
import { scalarsIn } from '../support/event-file';
import { PREPROCESSING, recipe, smallNet, stripes } from '../support/trainings';

const isTensorflow = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE === 'tensorflow';
const itWrites = isTensorflow ? it : it.skip;
const itRefuses = isTensorflow ? it.skip : it;

/** Of 90 images 66 are trained on, 60 of them in the 6 steps of an epoch. */
const RECIPE = recipe({ epochs: 5, batchSize: 10, validation: 0.25 });

let folder: string;
let events: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
  events = join(folder, 'logs', 'run');
});
afterEach(() => rm(folder, { recursive: true }));

/** Trains with a log, from the last checkpoint to the end or a step of the whole training. */
async function train(stopAfter: number): Promise<{ outcome: Outcome; reports: StepReport[] }> {
  const log = await TensorboardLog.open(events, RECIPE.batchSize);
  const reports: StepReport[] = [];
  const stop = new AbortController();
  try {
    const outcome = await new Trainer(smallNet(), RECIPE, PREPROCESSING).fit(stripes(90), {
      store: new CheckpointFolder(join(folder, 'checkpoints')),
      resume: true,
      signal: stop.signal,
      onStep: (report) => {
        log.step(report);
        reports.push(report);
        if ((report.epoch - 1) * report.steps + report.step === stopAfter) stop.abort();
      },
      onEpoch: (record) => log.epoch(record),
    });
    return { outcome, reports };
  } finally {
    log.close();
  }
}

/** `[step, value]` of all files by tag, the older file first. */
async function written(): Promise<Record<string, [number, number][]>> {
  const series: Record<string, [number, number][]> = {};
  for (const name of (await readdir(events)).sort()) {
    for (const { tag, step, value } of scalarsIn(new Uint8Array(await readFile(join(events, name)))))
      (series[tag] ??= []).push([step, value]);
  }
  return series;
}

const rounded = (pairs: [number, number][]) => pairs.map(([step, value]) => [step, Math.fround(value)]);

describe("TensorBoard's events", () => {
  itWrites('are the history of a training and every tenth step of it, also when it was resumed', async () => {
    const before = tf.memory().numTensors;
    const first = await train(13);
    expect(first.outcome.isInterrupted).toBe(true);
    const { outcome, reports } = await train(Infinity);
    const { history } = outcome;
    expect(history).toHaveLength(5);
    const byEpoch = (value: (record: (typeof history)[number]) => number | undefined) =>
      rounded(history.map((record) => [record.epoch, value(record) ?? NaN]));
    const tenth = [...first.reports, ...reports].filter((_, i) => (i + 1) % 10 === 0);
    const byStep = (value: (report: StepReport) => number) =>
      rounded(tenth.map((report, i) => [10 * (i + 1), value(report)]));
    expect(await written()).toEqual({
      'epoch/loss': byEpoch(({ loss }) => loss),
      'epoch/accuracy': byEpoch(({ accuracy }) => accuracy),
      'epoch/validation_accuracy': byEpoch(({ validationAccuracy }) => validationAccuracy),
      'epoch/learning_rate': byEpoch(({ learningRate }) => learningRate),
      'epoch/images_per_second': byEpoch(({ seconds }) => 60 / seconds),
      'batch/loss': byStep(({ batchLoss }) => batchLoss),
      'batch/learning_rate': byStep(({ learningRate }) => learningRate),
    });
    expect(tenth).toHaveLength(3);
    expect(tf.memory().numTensors - before).toBe(2 * smallNet().weights.length);
  });

  itWrites('have in the loss of a batch what the means over the epoch come from', async () => {
    const { reports } = await train(6);
    const sum = reports.reduce((total, { batchLoss }) => total + batchLoss, 0);
    expect(reports.at(-1)?.loss).toBeCloseTo(sum / 6, 10);
  });

  itWrites('go into a new file where the folder was emptied between two trainings', async () => {
    await train(2);
    await removeEvents(events);
    await train(Infinity);
    expect((await written())['epoch/loss']).toHaveLength(5);
  });

  itWrites("of an earlier training are refused and can be removed, other files can't", async () => {
    await refuseEvents(events);
    await train(1);
    await writeFile(join(events, 'notes.txt'), 'mine');
    await expect(refuseEvents(events)).rejects.toThrow(
      `${events} has TensorBoard's events of an earlier training: name another folder, or remove them, as train --fresh does`,
    );
    await removeEvents(events);
    await refuseEvents(events);
    expect(await readdir(events)).toEqual(['notes.txt']);
  });

  itWrites("are refused where their folder can't be made", async () => {
    await writeFile(join(folder, 'logs'), 'a file');
    await expect(TensorboardLog.open(events, 10)).rejects.toThrow(
      /logs.run: TensorBoard's events can't be written there: .*ENOTDIR/,
    );
  });

  itRefuses('are refused on another engine, with the way to get the one that it takes', async () => {
    await expect(TensorboardLog.open(events, 10)).rejects.toThrow(
      /TensorBoard's events are written by the engine 'tensorflow' alone, and 'wasm' runs\. To set it up: .*doctor --fix/,
    );
    await expect(readdir(events)).rejects.toThrow('ENOENT');
  });
});

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { SummaryWriter } from '../engine/summary-writer';
import { NATIVE_REMEDY } from '../engine/tensorflow.node';
import { ConvzooError, messageOf } from '../errors';
import type { EpochRecord } from './checkpoint';
import type { StepReport } from './trainer';

/** Steps from one record of a batch's loss and rate to the next. */
const STEPS = 10;

const EVENTS = /^events\.out\.tfevents\./;

/**
 * Writes how a training goes, for TensorBoard: `epoch/loss`, `epoch/accuracy`, `epoch/validation_accuracy` where images
 * are held out, `epoch/learning_rate` and `epoch/images_per_second` by epoch, counted from 1, and at every tenth step
 * `batch/loss` and `batch/learning_rate` by step of the whole training, counted from 1. A training that is resumed goes
 * on in the same folder with the same numbers, in a file of its own.
 */
export class TensorboardLog {
  #stepsPerEpoch = 0;

  private constructor(
    private readonly writer: SummaryWriter,
    private readonly batchSize: number,
  ) {}

  /**
   * @param folder where the events of this training go
   * @param batchSize images a step
   * @throws ConvzooError where another engine than `tensorflow` runs, or the folder can't be written
   */
  static async open(folder: string, batchSize: number): Promise<TensorboardLog> {
    checkTensorboard();
    try {
      await mkdir(folder, { recursive: true });
      return new TensorboardLog(new SummaryWriter(folder), batchSize);
    } catch (error) {
      throw new ConvzooError(`${folder}: TensorBoard's events can't be written there: ${messageOf(error)}`);
    }
  }

  step({ epoch, step, steps, batchLoss, learningRate }: StepReport): void {
    this.#stepsPerEpoch = steps;
    const done = (epoch - 1) * steps + step;
    if (done % STEPS !== 0) return;
    this.writer.scalar('batch/loss', batchLoss, done);
    this.writer.scalar('batch/learning_rate', learningRate, done);
  }

  epoch({ epoch, seconds, ...record }: EpochRecord): void {
    const { loss, accuracy, validationAccuracy, learningRate } = record;
    const values = {
      loss,
      accuracy,
      ...(validationAccuracy !== undefined && { validation_accuracy: validationAccuracy }),
      learning_rate: learningRate,
      images_per_second: (this.#stepsPerEpoch * this.batchSize) / seconds,
    };
    for (const [name, value] of Object.entries(values)) this.writer.scalar(`epoch/${name}`, value, epoch);
    this.writer.flush();
  }

  close(): void {
    this.writer.close();
  }
}

/** @throws ConvzooError where another engine than `tensorflow` runs */
export function checkTensorboard(): void {
  const running = tf.getBackend();
  if (running === 'tensorflow') return;
  throw new ConvzooError(
    `TensorBoard's events are written by the engine 'tensorflow' alone, and '${running}' runs. ` +
      `To set it up: ${NATIVE_REMEDY}`,
  );
}

/** The files of events in a folder. */
async function eventsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => EVENTS.test(name)).map((name) => join(folder, name));
}

/** @throws ConvzooError where a folder has the events of an earlier training, with which a new one's would mix */
export async function refuseEvents(folder: string): Promise<void> {
  if ((await eventsIn(folder)).length === 0) return;
  throw new ConvzooError(
    `${folder} has TensorBoard's events of an earlier training: name another folder, or remove them, as train --fresh does`,
  );
}

/** Removes the events of an earlier training from a folder. */
export async function removeEvents(folder: string): Promise<void> {
  for (const file of await eventsIn(folder)) await rm(file);
}

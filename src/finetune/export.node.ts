import type { Card, RunFacts } from '../card';
import { factsOfPlace } from '../weights/run-facts.node';
import { writeWeights } from '../weights/write-weights.node';
import type { FineTuned } from './tuned';

export interface FinetunedExportOptions extends Partial<Pick<RunFacts, 'command' | 'commit' | 'engine'>> {
  /** Default: float16 unless it costs accuracy on the validation images, or without any on the training images. */
  dtype?: Card['dtype'];
}

/**
 * Writes a net that was fine-tuned into a folder that `load('./my-model')` takes: model.json, its shards, card.json
 * and README.md. The card's accuracy is of the test images, where there are none of the validation images, and else
 * of the training images, measured with the weights read back from the files.
 *
 * @param folder a new or empty one, or one with weights, which are replaced
 * @throws ConvzooError where the folder holds something else; it stays as it was
 */
export async function exportFinetuned<Image>(
  { model, card, data: { train, validation, test } }: FineTuned<Image>,
  folder: string,
  { command = 'finetune()', commit = 'unknown', engine, dtype }: FinetunedExportOptions = {},
): Promise<Card> {
  return writeWeights({
    model,
    facts: { ...card, command, commit, ...factsOfPlace(engine) },
    measured: test ?? validation ?? train,
    ...(test === undefined && { part: validation === undefined ? 'training' : 'validation' }),
    validation,
    judges: validation ?? train,
    folder,
    dtype,
  });
}

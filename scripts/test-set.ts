import type { Card } from '../src/card';
import type { Dataset } from '../src/data/dataset';
import { loadDataset } from '../src/data/load.node';
import { ConvzooError } from '../src/errors';
import type { DataFlags } from './options';

/**
 * The images to test weights on: those of the data set that they were trained on unless another is told.
 *
 * @throws ConvzooError where the classes are not those of the weights
 */
export async function testSetFor(
  weights: string,
  { dataset, classes }: Pick<Card, 'dataset' | 'classes'>,
  flags: DataFlags & { dataset?: string },
): Promise<Dataset> {
  const test = await loadDataset(flags.dataset ?? dataset.name, 'test', flags);
  if (test.classes.join() === classes.join()) return test;
  throw new ConvzooError(
    `${weights} tells [${classes.join(', ')}] apart, ${test.name} has [${test.classes.join(', ')}]`,
  );
}

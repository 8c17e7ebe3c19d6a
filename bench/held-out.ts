import { Dataset } from '../src/data/dataset';
import { ConvzooError } from '../src/errors';
import { Random } from '../src/random';

/** Classes of CIFAR-10 that a base is trained on, and those that it never sees: both have animals and vehicles. */
export const BASE_CLASSES = ['airplane', 'bird', 'deer', 'frog', 'ship'] as const;
export const NEW_CLASSES = ['automobile', 'cat', 'dog', 'horse', 'truck'] as const;

/**
 * The images of some classes alone, labelled in the order in which the classes are told.
 *
 * @throws ConvzooError where the data set has no such class
 */
export function ofClasses(dataset: Dataset, classes: readonly string[]): Dataset {
  const labelOf = new Map(classes.map((name, label) => [dataset.classes.indexOf(name), label]));
  const stray = classes.find((name) => !dataset.classes.includes(name));
  if (stray !== undefined) {
    throw new ConvzooError(`${dataset.name} has no class '${stray}', it has: ${dataset.classes.join(', ')}`);
  }
  const chosen = [...dataset.labels.keys()].filter((index) => labelOf.has(dataset.labels[index] as number));
  const { images, imageShape, pixels } = dataset.subset(chosen);
  return new Dataset({
    name: `${dataset.name}, ${classes.length} classes`,
    images,
    imageShape,
    pixels,
    classes,
    labels: Uint8Array.from(chosen, (index) => labelOf.get(dataset.labels[index] as number) as number),
  });
}

/**
 * Some images of each class, drawn by the seed.
 *
 * @throws ConvzooError where a class has too few
 */
export function someOfEach(dataset: Dataset, perClass: number, seed: number): Dataset {
  const random = new Random(seed);
  const chosen = dataset.classes.flatMap((name, label) => {
    const all = [...dataset.labels.keys()].filter((index) => dataset.labels[index] === label);
    if (all.length < perClass) {
      throw new ConvzooError(`${dataset.name}: ${all.length} images of ${name}, expected ${perClass}`);
    }
    const order = random.permutation(all.length).subarray(0, perClass);
    return Array.from(order, (position) => all[position] as number);
  });
  return dataset.subset(chosen);
}

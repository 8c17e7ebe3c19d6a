import * as tf from '@tensorflow/tfjs';
import type { Classifier } from '../classifier';
import { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import type { Preprocessing } from '../preprocessing';
import { tagOfCard } from '../pretrained';
import { Random } from '../random';
import { scoresOf } from '../scores';
import { cloneModel } from './clone-model';
import { columnPreprocessing, embed, type Embeddings } from './embeddings';
import { fitImages } from './fit-images';
import { copyHead, embeddingModel, headAlone, withHead } from './head';
import { partsOf, type FinetuneData } from './parts';
import { runPhases, type PhaseOptions, type PhasesOutcome } from './phases';
import { parseFinetuneRecipe, type FinetuneRecipe, type FinetuneRecipeInput } from './recipe';
import { checkFreezable, stagesOf } from './stages';
import { FineTuned, type BaseFacts, type TunedFacts } from './tuned';

/** Keys a stream of random numbers beside the seed. */
const HEAD = 6;
const COPIES = 7;

interface Hooks extends PhaseOptions {
  /** Told in `feature` mode how many of the images, augmented copies too, are embedded. */
  onEmbedded?: ((done: number, images: number) => void) | undefined;
}

/** A recipe, of which what has a default may be left out, and who wants to hear of its progress. */
export interface FinetuneOptions extends FinetuneRecipeInput, Hooks {}

/**
 * Fine-tunes a net on other images and classes. The net itself is left as it is and can be used on.
 *
 * The new net has a dense layer with a softmax on the embedding of the net. It takes images of the size that the
 * data has where its layers can, and of its channels: kernels that read colours are summed for grey images, those
 * that read grey ones are repeated for colours. First the new layer is trained, with the rest frozen: its batch norms
 * use their statistics and leave them alone. Then, unless `mode` is `feature`, the last stages of the net are trained
 * with it, and then all of them, earlier ones at smaller rates.
 *
 * @param data all images to learn from, of which a part is held out to choose by; or the parts
 * @throws ConvzooError where a field of the recipe is unknown or out of range, the data is no data set, it has too few classes or images,
 *   its parts differ, or the net can't take such images
 */
export async function finetune<Image>(
  net: Classifier<Image, BaseFacts>,
  data: Dataset | FinetuneData,
  options: FinetuneOptions = {},
): Promise<FineTuned<Image>> {
  const { checkpoints, signal, onStep, onEpoch, onEmbedded, ...told } = options;
  const hooks = { checkpoints, signal, onStep, onEpoch, onEmbedded };
  const recipe = parseFinetuneRecipe(told);
  const parts = partsOf(givenParts(data), recipe);
  checkFreezable(net.model);
  const { model, preprocessing } = newNet(net.model, net.card.preprocessing, parts.train, recipe.seed);
  try {
    const run = recipe.mode === 'feature' ? trainHead : trainAll;
    const { history, seconds } = await run({ model, preprocessing, parts, recipe, hooks });
    const card = factsOf(net.card, parts, preprocessing, recipe, seconds);
    return new FineTuned({ card, model, decode: net.decode }, { history, data: parts });
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function givenParts(data: Dataset | FinetuneData): FinetuneData {
  if (data instanceof Dataset) return { train: data };
  if ((data as Partial<FinetuneData> | undefined)?.train instanceof Dataset) return data;
  const told: unknown = data;
  throw new ConvzooError(
    `finetune: the images are ${typeof told === 'string' ? `'${told}'` : `a value of type ${typeof told}`}, expected a Dataset, or { train, validation, test } of them, ` +
      'as imageFolder gives',
  );
}

/** A copy of the net up to its embedding, for other images, and on it a head for other classes. */
function newNet(
  net: tf.LayersModel,
  from: Preprocessing,
  images: Dataset,
  seed: number,
): { model: tf.LayersModel; preprocessing: Preprocessing } {
  const { inputShape, preprocessing } = fitImages(from, images);
  const cut = tf.model({ inputs: net.inputs, outputs: scoresOf(net).embedding, name: net.name });
  const base = cloneModel(cut, inputShape, from, preprocessing);
  return {
    model: withHead(base, images.classes.length, new Random(seed, HEAD).integer(2 ** 31)),
    preprocessing,
  };
}

interface Work {
  model: tf.LayersModel;
  preprocessing: Preprocessing;
  parts: FinetuneData;
  recipe: FinetuneRecipe;
  hooks: Hooks;
}

async function trainAll({ model, preprocessing, parts, recipe, hooks }: Work): Promise<PhasesOutcome> {
  const stages = stagesOf(embeddingModel(model));
  const { train, validation } = parts;
  return runPhases({ model, preprocessing, stages, train, validation }, recipe, hooks);
}

async function trainHead({ model, preprocessing, parts, recipe, hooks }: Work): Promise<PhasesOutcome> {
  const { train, validation } = await embedParts({ model, preprocessing, parts, recipe, hooks });
  const head = headAlone(model);
  try {
    const [features] = train.imageShape;
    const fitted = {
      model: head,
      preprocessing: columnPreprocessing(features),
      stages: [],
      train,
      validation,
    };
    const outcome = await runPhases(fitted, recipe, hooks);
    copyHead(head, model);
    return outcome;
  } finally {
    head.dispose();
  }
}

async function embedParts({
  model,
  preprocessing,
  parts: { train, validation },
  recipe: { augmentation, copies, seed },
  hooks: { onEmbedded, signal },
}: Work): Promise<{ train: Embeddings; validation: Embeddings | undefined }> {
  const base = embeddingModel(model);
  const ofTrain = train.size * (1 + copies);
  const total = ofTrain + (validation?.size ?? 0);
  const after = (before: number) => (done: number) => {
    signal?.throwIfAborted();
    onEmbedded?.(before + done, total);
  };
  const drawn = {
    seed: new Random(seed, COPIES).integer(2 ** 31),
    copies,
    ...(augmentation && { augmentation }),
  };
  return {
    train: await embed(base, train, preprocessing, { ...drawn, onImages: after(0) }),
    validation: validation && (await embed(base, validation, preprocessing, { onImages: after(ofTrain) })),
  };
}

function factsOf(
  base: BaseFacts,
  { train, validation, test }: FinetuneData,
  preprocessing: Preprocessing,
  recipe: FinetuneRecipe,
  seconds: number,
): TunedFacts {
  const { variant, family, options, paper } = base;
  const { name, pixels } = train;
  return {
    variant,
    family,
    ...(options && { options }),
    paper,
    base: tagOfCard(base),
    dataset: {
      name,
      pixels,
      train: train.size,
      validation: validation?.size ?? 0,
      test: test?.size ?? 0,
    },
    classes: [...train.classes],
    preprocessing,
    recipe: { name: 'finetune', settings: recipe },
    seed: recipe.seed,
    minutes: Math.round(seconds / 6) / 10,
    deviations: ['a dense layer with a softmax on the embedding tells the classes apart'],
  };
}

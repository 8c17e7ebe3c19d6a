import * as tf from '@tensorflow/tfjs';
import type { Card } from './card';
import { ConvzooError } from './errors';
import { heatOf, type ExplainOptions } from './explain/explain';
import { featureMaps } from './explain/feature-maps';
import { labelsFor } from './explain/score-graph';
import { fitImage, imageTensor, type ImageInput } from './image';
import { Predictor } from './predict/predictor';
import { preprocess } from './preprocessing';
import { scoresOf } from './scores';

export interface Prediction {
  className: string;
  /** Index into the classes. */
  label: number;
  /** 0 to 1. */
  probability: number;
}

/** What a classifier has to know of its weights. */
export type ClassifierFacts = Pick<Card, 'classes' | 'preprocessing'>;

/** Why a model names a class. */
export interface Explanation {
  /** Every class, the likeliest first. */
  predictions: Prediction[];
  /** The class that the heat speaks for. */
  explained: Prediction;
  /**
   * Where the image speaks for it: `[height, width]` row by row, from 0 to 1, in the size of the image as it was
   * given. All zeros where nothing does. `overlay` draws it over the image.
   */
  heat: Float32Array;
  /** In pixels. */
  width: number;
  height: number;
}

/**
 * Trained weights with the preprocessing that belongs to them.
 *
 * An image may have any size; it is fitted into that of the training images as they were (`preprocessing.fit`), and
 * turned from colour to grey or back. Its polarity is not guessed: a model of MNIST expects white digits on
 * black, and the caller inverts a scan of black ink on white paper.
 *
 * @typeParam Image what counts as an image; in Node also a path or a Buffer
 * @typeParam Facts what is known of the weights
 */
export class Classifier<Image = ImageInput, Facts extends ClassifierFacts = Card> {
  readonly classes: readonly string[];
  readonly #predictor: Predictor;
  #embedding: Predictor | undefined;

  /**
   * @param model image in, probabilities `[batch, classes]` out; the classifier disposes of it
   * @param decode makes tensors or pixels of what the user gives
   */
  constructor(
    readonly card: Facts,
    readonly model: tf.LayersModel,
    readonly decode: (image: Image) => ImageInput | Promise<ImageInput>,
  ) {
    this.classes = card.classes;
    this.#predictor = new Predictor(model);
  }

  /**
   * The likeliest classes, the first the likeliest; for an array of images or a tensor
   * `[batch, height, width, channels]` a list of them for each image.
   *
   * @param topk how many classes, at most all of them
   * @throws ConvzooError where it is no image, or a pixel is not a number from 0 to 255
   */
  classify(image: Image, topk?: number): Promise<Prediction[]>;
  classify(images: readonly Image[] | tf.Tensor4D, topk?: number): Promise<Prediction[][]>;
  async classify(
    image: Image | readonly Image[] | tf.Tensor4D,
    topk = 3,
  ): Promise<Prediction[] | Prediction[][]> {
    if (!Number.isInteger(topk) || topk < 1) {
      throw new ConvzooError(`classify: topk is ${topk}, expected a whole number above 0`);
    }
    const output = await this.infer(image);
    const rows = await output.array();
    output.dispose();
    const predictions = rows.map((row) => this.#likeliest(row, topk));
    return isBatch(image) ? predictions : (predictions[0] as Prediction[]);
  }

  /**
   * Probabilities `[batch, classes]`, or the embedding `[batch, features]`: what the last layer with weights
   * reads, averaged over height and width where it has them. The caller disposes of it.
   *
   * @throws ConvzooError as `classify`
   */
  async infer(
    image: Image | readonly Image[] | tf.Tensor4D,
    { embedding = false }: { embedding?: boolean } = {},
  ): Promise<tf.Tensor2D> {
    const input = await this.#input(image);
    try {
      return tf.tidy(() => {
        const output = (embedding ? this.#embeddingPredictor() : this.#predictor).predict(input);
        return output.rank === 4 ? tf.mean(output, [1, 2]) : (output as tf.Tensor2D);
      });
    } finally {
      input.dispose();
    }
  }

  /**
   * Where the image speaks for a class.
   *
   * @throws ConvzooError as `classify`, and where label, method or layer don't fit the model
   */
  async explain(image: Image, options: ExplainOptions = {}): Promise<Explanation> {
    const { label } = options;
    if (label !== undefined) labelsFor(label, 1, { name: this.model.name, classes: this.classes.length });
    return this.#withImage(image, async (input, size) => {
      const output = tf.tidy(() => this.#predictor.predict(input) as tf.Tensor2D);
      const [row = []] = await output.array();
      output.dispose();
      const predictions = this.#likeliest(row, this.classes.length);
      const explained = predictions.find((each) => label === undefined || each.label === label);
      if (explained === undefined) throw new Error(`${this.model.name}: it has no classes`);
      const told = { ...options, label: explained.label };
      const heat = await heatOf(this.model, input, this.card.preprocessing, size, told);
      return { predictions, explained, heat, height: size[0], width: size[1] };
    });
  }

  /**
   * What a layer makes of the image: `[1, height, width, channels]` in the layer's size. The caller disposes of it.
   *
   * @param layer inside a block `block/layer`; `featureLayers` names them all
   * @throws ConvzooError as `classify`, and where there is no such layer
   */
  async featureMaps(image: Image, layer: string): Promise<tf.Tensor4D> {
    return this.#withImage(image, async (input) => featureMaps(this.model, input, layer));
  }

  /** Frees the model's weights and what was made of them; the classifier can't be used afterwards. */
  dispose(): void {
    this.#predictor.dispose();
    this.#embedding?.dispose();
    this.model.dispose();
  }

  /** Does something with what the model reads for one image, and with the size that the image has. */
  async #withImage<T>(
    image: Image,
    work: (input: tf.Tensor4D, size: [height: number, width: number]) => Promise<T>,
  ): Promise<T> {
    const pixels = imageTensor(await this.decode(image));
    try {
      const [images, height, width] = pixels.shape;
      if (images !== 1) throw new ConvzooError(`classifier: expected one image, got ${images}`);
      const input = await this.#input(pixels);
      try {
        return await work(input, [height, width]);
      } finally {
        input.dispose();
      }
    } finally {
      pixels.dispose();
    }
  }

  /** What the model reads, for all images. */
  async #input(image: Image | readonly Image[] | tf.Tensor4D): Promise<tf.Tensor4D> {
    const { preprocessing } = this.card;
    const images = isList(image) ? image : [image];
    if (images.length === 0) throw new ConvzooError('classifier: the list of images is empty');
    const fitted: tf.Tensor4D[] = [];
    try {
      for (const one of images) {
        const decoded = isTensor4D(one) ? one : await this.decode(one);
        fitted.push(await fitImage(decoded, preprocessing));
      }
      return tf.tidy(() => preprocess(tf.concat(fitted, 0), preprocessing));
    } finally {
      tf.dispose(fitted);
    }
  }

  #embeddingPredictor(): Predictor {
    // Shares its layers with the model, which disposes of them.
    const cut = () => tf.model({ inputs: this.model.inputs, outputs: scoresOf(this.model).embedding });
    this.#embedding ??= new Predictor(cut());
    return this.#embedding;
  }

  #likeliest(probabilities: number[], topk: number): Prediction[] {
    return this.classes
      .map((className, label) => ({ className, label, probability: probabilities[label] as number }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, topk);
  }
}

function isBatch(image: unknown): boolean {
  return isList(image) || isTensor4D(image);
}

function isList(image: unknown): image is readonly unknown[] {
  return Array.isArray(image);
}

function isTensor4D(image: unknown): image is tf.Tensor4D {
  return image instanceof tf.Tensor && image.rank === 4;
}

import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import type { Dataset } from '../../data/dataset';
import { heatOf } from '../../explain/explain';
import { overlay } from '../../explain/overlay';
import type { BytePixels } from '../../image';
import { preprocess, type Preprocessing } from '../../preprocessing';
import type { Verdict } from '../metrics';
import type { ExplainedPicture, JudgedPicture, Picture } from './facts';

/** Longest side in pixels; larger images are scaled down. */
const LONGEST = 192;

/** Images that the page shows, with what the model says of them. */
export async function judgedPictures(
  dataset: Dataset,
  verdicts: readonly Verdict[],
): Promise<JudgedPicture[]> {
  const pictures: JudgedPicture[] = [];
  for (const verdict of verdicts) {
    pictures.push({ verdict, picture: await pictureOf(await imageOf(dataset, verdict)) });
  }
  return pictures;
}

/**
 * The same with the Grad-CAM of the predicted class.
 *
 * @throws ConvzooError where the model has no feature maps
 */
export async function explainedPictures(
  model: tf.LayersModel,
  dataset: Dataset,
  preprocessing: Preprocessing,
  verdicts: readonly Verdict[],
): Promise<ExplainedPicture[]> {
  const pictures: ExplainedPicture[] = [];
  for (const verdict of verdicts) {
    const image = await imageOf(dataset, verdict);
    const input = tf.tidy(() =>
      preprocess(tf.tensor4d(Float32Array.from(image.data), [1, ...dataset.imageShape]), preprocessing),
    );
    try {
      const label = verdict.prediction;
      const heat = await heatOf(model, input, preprocessing, preprocessing.imageSize, { label });
      const lit = overlay(image, heat);
      pictures.push({ verdict, picture: await pictureOf(image), overlay: await pictureOf(lit) });
    } finally {
      input.dispose();
    }
  }
  return pictures;
}

async function imageOf(dataset: Dataset, { image }: Verdict): Promise<BytePixels> {
  const [height, width] = dataset.imageShape;
  return { data: await dataset.read([image]), width, height };
}

async function pictureOf({ data, width, height }: BytePixels): Promise<Picture> {
  const channels = (data.length / (width * height)) as 1 | 3;
  const { data: png, info } = await sharp(data, { raw: { width, height, channels } })
    .resize(LONGEST, LONGEST, { fit: 'inside', withoutEnlargement: true })
    .png()
    .toBuffer({ resolveWithObject: true });
  return {
    source: `data:image/png;base64,${png.toString('base64')}`,
    width: info.width,
    height: info.height,
  };
}

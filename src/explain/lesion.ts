import type * as tf from '@tensorflow/tfjs';
import { checkSource } from '../check-model';
import type { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import { bypass } from '../predict/bypass';
import { layerGraphOf, type LayerGraph } from '../predict/layer-graph';
import { Predictor } from '../predict/predictor';
import type { Preprocessing } from '../preprocessing';
import { scoresOf } from '../scores';
import { evaluateScores, type EvaluateOptions, type Evaluation } from '../train/evaluate';
import { lesionSites, type LesionSites } from './lesion-sites';

/** What a net is without one of its parts. */
export interface Lesion {
  /** Of the part. */
  name: string;
  /** Share of images that are still classified correctly, 0 to 1. */
  accuracy: number;
  correct: number;
}

export interface LesionStudy {
  /** What was dropped, one at a time. */
  kind: LesionSites['kind'];
  /** The whole net. */
  baseline: Evaluation;
  /** In the net's order. */
  lesions: Lesion[];
  /** Names of convolutions that stayed, because they change the shape. */
  kept: string[];
}

export interface LesionOptions extends Pick<EvaluateOptions, 'batchSize'> {
  /** Told after each part, with the number of all. */
  onLesion?: (lesion: Lesion, parts: number) => void;
}

/**
 * How much each part of a net matters: its accuracy with one part dropped, for one after the other. Of a residual net
 * the parts are the blocks, of which the shortcut stays, a projection too; of a net that is a plain chain of layers the
 * convolutions that keep the shape, each with the batch norm and activation behind it. The weights stay as they are.
 * Veit, Wilber, Belongie 2016, arXiv:1605.06431, section 4.1.
 *
 * @throws ConvzooError where the net has neither, or the data set's images or classes are not the net's
 */
export async function lesion(
  model: tf.LayersModel,
  dataset: Dataset,
  preprocessing: Preprocessing,
  { batchSize = 250, onLesion }: LesionOptions = {},
): Promise<LesionStudy> {
  const { model: scores, winner } = scoresOf(model);
  const graph = layerGraphOf(scores);
  const found = lesionSites(graph);
  if (found === undefined || found.sites.length === 0) {
    throw new ConvzooError(
      `${model.name}: there is nothing to drop, expected a net with residual blocks, ` +
        'or a plain chain of layers with convolutions that keep the shape of what they read',
    );
  }
  checkSource(model, dataset, preprocessing);
  const measure = (hurt: LayerGraph) =>
    evaluateScores(new Predictor(scores, hurt), winner, dataset, preprocessing, { batchSize });
  const baseline = await measure(graph);
  const lesions: Lesion[] = [];
  for (const { name, output, shortcut } of found.sites) {
    const { accuracy, correct } = await measure(bypass(graph, output, shortcut));
    const hurt = { name, accuracy, correct };
    lesions.push(hurt);
    onLesion?.(hurt, found.sites.length);
  }
  return { kind: found.kind, baseline, lesions, kept: found.kept };
}

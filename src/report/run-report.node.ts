import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import type { TopLevelSpec } from 'vega-lite';
import type { Card } from '../card';
import { checkModel } from '../check-model';
import type { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import { writeAtomically } from '../files.node';
import type { EpochRecord } from '../train/checkpoint';
import {
  accuracyOf,
  calibrationOf,
  classMetrics,
  confidentMistakes,
  confusionMatrix,
  isRight,
  verdictsOf,
  type Verdict,
} from './metrics';
import { probabilitiesOf } from './predictions';
import { profile } from './profile';
import { confusionChart, MOST_NUMBERED } from './run-report/charts/confusion';
import { inlineChart, writeChart } from './run-report/charts/draw.node';
import { CURVES, learningCurve, learningCurves, type CurveName } from './run-report/charts/learning-curves';
import { reliabilityDiagram } from './run-report/charts/reliability';
import type { PageContent } from './run-report/facts';
import { page } from './run-report/page';
import { explainedPictures, judgedPictures } from './run-report/pictures.node';

/** What a report is of. */
export interface RunReportFacts {
  /** Of the weights that the model has. */
  card: Card;
  /** Image in, probabilities `[batch, classes]` out; it stays the caller's. */
  model: tf.LayersModel;
  /** Of the training, an entry an epoch; empty where nothing is known of it. */
  history: readonly EpochRecord[];
  /** What the model is judged by, best images that it was not trained on, as its preprocessing takes them. */
  dataset: Dataset;
  /** What these images are. */
  part: 'test' | 'validation' | 'training';
}

const MISTAKES = 24;
/** Explained images, of those classified correctly and wrongly each. */
const EXPLAINED = 8;
/** A confusion matrix of more classes makes no picture. */
const MOST_DRAWN = 100;

/**
 * Writes a page about a run that is complete in itself, `index.html`, and its charts as PNG files: learning curves,
 * confusion matrix, precision and recall, calibration, the most confident mistakes, what the model looks at
 * (Grad-CAM), the costs of its layers and its card. Files of the same names are replaced, others stay.
 *
 * @param folder where they go, e.g. runs/lenet5-mnist/report
 * @returns the path of the page
 * @throws ConvzooError where model, card and images don't fit each other
 */
export async function writeRunReport(folder: string, facts: RunReportFacts): Promise<string> {
  const content = await contentOf(facts);
  for (const [file, spec] of chartFiles(content)) await writeChart(join(folder, file), spec);
  const path = join(folder, 'index.html');
  await writeAtomically(path, page(content));
  return path;
}

async function contentOf(facts: RunReportFacts): Promise<PageContent> {
  checkFits(facts);
  const { card, model, dataset, history, part } = facts;
  const verdicts = verdictsOf(await probabilitiesOf(model, dataset, card.preprocessing), dataset.labels);
  const mistakes = confidentMistakes(verdicts, MISTAKES);
  const matrix = confusionMatrix(verdicts, card.classes.length);
  const calibration = calibrationOf(verdicts);
  return {
    card,
    part,
    history,
    matrix,
    calibration,
    images: verdicts.length,
    accuracy: accuracyOf(verdicts),
    metrics: classMetrics(matrix),
    mistakes: await judgedPictures(dataset, mistakes),
    explained: await explain(facts, firstRight(verdicts), mistakes.slice(0, EXPLAINED)),
    profile: profile(model),
    charts: await inlineCharts({ card, history, matrix, calibration }),
  };
}

function checkFits({ card, model, dataset }: RunReportFacts): void {
  checkModel(model, card, 'report');
  const { imageSize, channels } = card.preprocessing;
  const [given, expected] = [dataset.imageShape.join('x'), [...imageSize, channels].join('x')];
  if (given !== expected) {
    throw new ConvzooError(`report: images of ${dataset.name} are ${given}, the card expects ${expected}`);
  }
  if (dataset.classes.join('\n') !== card.classes.join('\n')) {
    throw new ConvzooError(
      `report: ${dataset.name} has the classes ${dataset.classes.join(', ')}, the card has ${card.classes.join(', ')}`,
    );
  }
  if (dataset.size === 0) throw new ConvzooError(`report: ${dataset.name} has no images`);
}

/** Of the images classified correctly the first of each class, as many as are shown. */
function firstRight(verdicts: readonly Verdict[]): Verdict[] {
  const first = new Map<number, Verdict>();
  for (const verdict of verdicts) {
    if (isRight(verdict) && !first.has(verdict.label)) first.set(verdict.label, verdict);
  }
  return [...first.values()].sort((a, b) => a.label - b.label).slice(0, EXPLAINED);
}

async function explain(
  { model, dataset, card }: RunReportFacts,
  right: readonly Verdict[],
  wrong: readonly Verdict[],
): Promise<PageContent['explained']> {
  const pictures = (verdicts: readonly Verdict[]) =>
    explainedPictures(model, dataset, card.preprocessing, verdicts);
  try {
    return { right: await pictures(right), wrong: await pictures(wrong) };
  } catch (error) {
    if (error instanceof ConvzooError) return { problem: error.message };
    throw error;
  }
}

type Charted = Pick<PageContent, 'card' | 'history' | 'matrix' | 'calibration'>;

async function inlineCharts({ card, history, matrix, calibration }: Charted): Promise<PageContent['charts']> {
  const { classes } = card;
  const isDrawn = classes.length > MOST_NUMBERED && classes.length <= MOST_DRAWN;
  const epochs = history.length === 1 ? '1 epoch' : `${history.length} epochs`;
  const curve = (name: CurveName) =>
    inlineChart(learningCurve(name, history), `${name} over ${epochs}; the numbers are in the table below`);
  return {
    curves: history.length === 0 ? [] : await Promise.all(CURVES.map(curve)),
    reliability: await inlineChart(
      reliabilityDiagram(calibration),
      'accuracy of images by their confidence; the numbers are in the table below',
    ),
    ...(isDrawn && {
      confusion: await inlineChart(
        confusionChart(matrix, classes),
        `confusion matrix of ${classes.length} classes; the most frequent mistakes are in the table below`,
      ),
    }),
  };
}

function chartFiles({ card: { classes }, history, matrix, calibration }: Charted): [string, TopLevelSpec][] {
  return [
    ...(history.length === 0
      ? []
      : [['learning-curves.png', learningCurves(history)] as [string, TopLevelSpec]]),
    ['reliability.png', reliabilityDiagram(calibration)],
    ...(classes.length > MOST_DRAWN
      ? []
      : [['confusion-matrix.png', confusionChart(matrix, classes)] as [string, TopLevelSpec]]),
  ];
}

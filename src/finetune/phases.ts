import type * as tf from '@tensorflow/tfjs';
import type { BatchSource } from '../data/dataset';
import type { Preprocessing } from '../preprocessing';
import type { CheckpointStore, EpochRecord } from '../train/checkpoint';
import { Trainer, type Outcome, type StepReport } from '../train/trainer';
import { restore, valuesOf } from '../train/values';
import { phasesOf, recipeOfPhase, type FinetuneRecipe } from './recipe';
import { rateFactors, unfreeze, type Stage } from './stages';

/** An epoch of a fine-tuning, counted from 1 over all phases. */
export interface PhaseEpoch extends EpochRecord {
  /** Counted from 1. */
  phase: number;
}

/** What is told after each step: epochs are counted over all phases up to this one, the time left is the phase's. */
export interface PhaseStep extends StepReport {
  /** Counted from 1. */
  phase: number;
  phases: number;
}

export interface PhaseOptions {
  /**
   * Where each phase's checkpoints go, by its number from 1. A fine-tuning that was cut off goes on from those that
   * are there; it ends as if it had not been.
   */
  checkpoints?: ((phase: number) => CheckpointStore) | undefined;
  /** Stops after the step under way, with a checkpoint; the promise is rejected with its reason. */
  signal?: AbortSignal | undefined;
  onStep?: ((report: PhaseStep) => void) | undefined;
  onEpoch?: ((epoch: PhaseEpoch) => void | Promise<void>) | undefined;
}

/** What the phases came to. */
export interface PhasesOutcome {
  history: PhaseEpoch[];
  /** Of training. */
  seconds: number;
}

/** A model with what its phases train on. */
export interface Fitted {
  model: tf.LayersModel;
  preprocessing: Preprocessing;
  /** Of the base; none where the model is a head alone. */
  stages: readonly Stage[];
  train: BatchSource;
  validation: BatchSource | undefined;
}

/**
 * Trains by one phase after another. Where there are validation images the model ends with the weights of the phase
 * that did best on them, of equal ones the later.
 */
export async function runPhases(
  fitted: Fitted,
  recipe: FinetuneRecipe,
  options: PhaseOptions,
): Promise<PhasesOutcome> {
  const { model, stages } = fitted;
  const history: PhaseEpoch[] = [];
  let seconds = 0;
  let best: { accuracy: number; weights: Map<string, Float32Array> } | undefined;
  for (const index of phasesOf(recipe).keys()) {
    const outcome = await runPhase(fitted, recipe, index, history.length, options);
    seconds += outcome.seconds;
    history.push(...numbered(outcome.history, index, history.length));
    const accuracy = outcome.best?.accuracy;
    if (accuracy === undefined) continue;
    if (best === undefined || accuracy >= best.accuracy) best = { accuracy, weights: await weightsOf(model) };
    else restore(new Map(model.weights.map((weight) => [weight.originalName, weight])), best.weights);
  }
  unfreeze(stages, stages.length, false);
  return { history, seconds };
}

/** @param before epochs of the phases before it */
async function runPhase(
  { model, preprocessing, stages, train, validation }: Fitted,
  recipe: FinetuneRecipe,
  index: number,
  before: number,
  { checkpoints, signal, onStep, onEpoch }: PhaseOptions,
): Promise<Outcome> {
  const phases = phasesOf(recipe);
  const phase = phases[index];
  if (phase === undefined) throw new Error(`fine-tuning: there is no phase ${index}`);
  const count = phase.stages === 'all' ? stages.length : phase.stages;
  unfreeze(stages, count, recipe.batchNorm === 'frozen');
  const training = recipeOfPhase(recipe, phase, index, {
    images: train.size,
    isJudged: validation !== undefined,
    rateFactors: count === 0 ? {} : rateFactors(stages, recipe.stageDecay),
  });
  const outcome = await new Trainer(model, training, preprocessing).fitParts(train, validation, {
    ...(checkpoints && { store: checkpoints(index + 1), resume: true }),
    ...(signal && { signal }),
    onStep: ({ epoch, epochs, ...report }) =>
      onStep?.({
        ...report,
        epoch: before + epoch,
        epochs: before + epochs,
        phase: index + 1,
        phases: phases.length,
      }),
    onEpoch: async (record) => {
      for (const epoch of numbered([record], index, before)) await onEpoch?.(epoch);
    },
  });
  if (outcome.isInterrupted) throw signal?.reason;
  return outcome;
}

function numbered(records: readonly EpochRecord[], index: number, before: number): PhaseEpoch[] {
  return records.map((record) => ({ ...record, epoch: before + record.epoch, phase: index + 1 }));
}

function weightsOf(model: tf.LayersModel): Promise<Map<string, Float32Array>> {
  return valuesOf(model.weights.map((weight) => [weight.originalName, weight.read()]));
}

import type { Card } from '../card';
import { Classifier, type ClassifierFacts } from '../classifier';
import type { PhaseEpoch } from './phases';
import type { FinetuneData } from './parts';

/** What a fine-tuning has to know of the weights that it begins with. */
export type BaseFacts = ClassifierFacts &
  Pick<Card, 'variant' | 'family' | 'options' | 'paper' | 'dataset' | 'deviations'>;

/** What is known of fine-tuned weights before they are in files. */
export type TunedFacts = BaseFacts & Required<Pick<Card, 'base'>> & Pick<Card, 'recipe' | 'seed' | 'minutes'>;

/** A net that was fine-tuned, with the preprocessing that belongs to it. */
export class FineTuned<Image> extends Classifier<Image, TunedFacts> {
  /** Epoch by epoch over all phases. */
  readonly history: readonly PhaseEpoch[];
  /** The images as they were parted. */
  readonly data: Readonly<FinetuneData>;

  constructor(
    { card, model, decode }: Pick<Classifier<Image, TunedFacts>, 'card' | 'model' | 'decode'>,
    { history, data }: { history: readonly PhaseEpoch[]; data: FinetuneData },
  ) {
    super(card, model, decode);
    this.history = history;
    this.data = data;
  }
}

import type { Card } from '../../card';
import type { EpochRecord } from '../../train/checkpoint';
import type { Calibration, ClassMetrics, Verdict } from '../metrics';
import type { Profile } from '../profile';
import type { Html } from './html';

/** An image as it stands in the page. */
export interface Picture {
  /** A `data:` URL. */
  source: string;
  width: number;
  height: number;
}

/** An image with what the model says of it. */
export interface JudgedPicture {
  verdict: Verdict;
  picture: Picture;
}

/** The same with the heat of what spoke for the predicted class laid over it. */
export interface ExplainedPicture extends JudgedPicture {
  overlay: Picture;
}

/** All that a page shows. */
export interface PageContent {
  card: Card;
  /** What the images are that the model was judged by, e.g. `test`. */
  part: string;
  history: readonly EpochRecord[];
  accuracy: number;
  images: number;
  matrix: readonly (readonly number[])[];
  metrics: readonly ClassMetrics[];
  calibration: Calibration;
  mistakes: readonly JudgedPicture[];
  /** Or why there are none, where the model has no feature maps. */
  explained: { right: readonly ExplainedPicture[]; wrong: readonly ExplainedPicture[] } | { problem: string };
  profile: Profile;
  charts: {
    /** Of the training, none where nothing is recorded of it. */
    curves: readonly Html[];
    reliability: Html;
    /** Only where there are too many classes for a table and not too many for a picture. */
    confusion?: Html;
  };
}

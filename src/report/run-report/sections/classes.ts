import { meanOf } from '../../metrics';
import { percent, thousands } from '../../text';
import type { PageContent } from '../facts';
import type { Html } from '../html';
import { scrollable, table } from '../table';

/** Precision, recall and F1 of each class, the hardest first. */
export function classesSection({ card: { classes }, metrics, images }: PageContent): Html {
  const rows = metrics
    .map((each, label) => ({ name: classes[label], ...each }))
    .sort((a, b) => (a.f1 ?? 1) - (b.f1 ?? 1))
    .map(({ name, precision, recall, f1, support }) => [
      name,
      shown(precision),
      shown(recall),
      shown(f1),
      thousands(support),
    ]);
  const mean = (key: 'precision' | 'recall' | 'f1') => shown(meanOf(metrics.map((each) => each[key])));
  return scrollable(
    'Precision and recall',
    table({
      caption:
        'How well each class is found, the lowest F1 first; support is how many images are of the class',
      heads: ['class', '>precision', '>recall', '>F1', '>support'],
      rows,
      foot: ['mean of the classes', mean('precision'), mean('recall'), mean('f1'), thousands(images)],
    }),
  );
}

function shown(share: number | undefined): string {
  return share === undefined ? '–' : percent(share);
}

import { percent, thousands } from '../../text';
import type { PageContent } from '../facts';
import type { Html } from '../html';
import { scrollable, table } from '../table';

/** What each layer costs; a block counts with the layers inside it. */
export function costsSection({ profile: { rows, ...total } }: PageContent): Html {
  return scrollable(
    'Costs of the layers',
    table({
      caption: 'Layer by layer, for one image; a block with all that is inside it',
      heads: ['layer', 'class', 'output', '>parameters', '>multiply-adds', '>of all', '>activations, bytes'],
      rows: rows.map(({ name, className, outputShape, uses, params, macs, activationBytes }) => [
        uses > 1 ? `${name} (${uses} times)` : name,
        className,
        outputShape.join('x'),
        thousands(params),
        thousands(macs),
        percent(macs / Math.max(1, total.macs)),
        thousands(activationBytes),
      ]),
      foot: [
        'all',
        '',
        '',
        thousands(total.params),
        thousands(total.macs),
        '',
        thousands(total.activationBytes),
      ],
    }),
  );
}
